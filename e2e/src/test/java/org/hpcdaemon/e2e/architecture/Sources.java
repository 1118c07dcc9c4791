package org.hpcdaemon.e2e.architecture;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Code that must not exist in the source tree, compiled for one test. */
final class Sources {
    private Sources() {}

    /** Compiles against everything the test sees. Answers the folder. */
    static Path compile(Path folder, List<String> sources) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        List<String> options =
                List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none");
        List<Source> units = IntStream.range(0, sources.size())
                .mapToObj(index -> new Source(index, sources.get(index)))
                .toList();
        if (!compiler.getTask(complaints, null, null, options, null, units).call()) {
            throw new IllegalStateException("the code that should break a rule does not compile: " + complaints);
        }
        return folder;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(int index, String text) {
            super(URI.create("string:///" + index + "/" + typeName(text) + ".java"), JavaFileObject.Kind.SOURCE);
            this.text = text;
        }

        private static String typeName(String text) {
            return text.substring(text.indexOf("class ") + "class ".length()).replaceFirst(" .*", "");
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
