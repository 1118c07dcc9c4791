package org.hpcdaemon.agent.cli.job;

import org.hpcdaemon.protocol.message.value.MemoryAmount;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An amount of memory, for an option. */
public final class Mebibytes implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
        return MemoryAmount.mebibytes(text)
                .orElseThrow(() -> new TypeConversionException(
                        "'" + text + "' is not an amount of memory; give one such as 512M or 4G"));
    }
}
