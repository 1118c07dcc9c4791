package org.hpcdaemon.agent.cli.file;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code DAEMON:PATH}, where nothing on this machine may be meant. */
final class RemotePlaces implements ITypeConverter<Place.Remote> {
    @Override
    public Place.Remote convert(String text) {
        return switch (Place.of(text)) {
            case Place.Remote remote -> remote;
            case Place.Local _ ->
                throw new TypeConversionException(
                        "'" + text + "' names no daemon; write DAEMON:PATH, such as mybox:data");
        };
    }
}
