package org.streamlistening.docs;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Compiles the Java snippets of one page together, so that one may use a class of another. A snippet has one of three
 * forms:
 *
 * <ul>
 *   <li>whole classes: compiled as they are, after the standard imports;
 *   <li>{@code ```java members}: fields and methods, compiled in a class;
 *   <li>anything else: statements, compiled in a method that may throw.
 * </ul>
 *
 * A comment {@code <!-- given: URI base; Tokens tokens -->} above a snippet declares what the text around it
 * introduces: as fields beside members, as parameters of the method around statements. Types may come from this
 * package.
 */
final class JavaSnippets {

    private static final Pattern TYPE = Pattern.compile(
            "(?m)^(?:@\\w+(?:\\([^\\n]*\\))? )*(?:(?:public|final|abstract|sealed) )*(?:class|record|interface|enum) (\\w+)");
    private static final Pattern PUBLIC_TYPE =
            Pattern.compile("(?m)^public (?:\\w+ )*(?:class|record|interface|enum) (\\w+)");

    private static final String IMPORTS = Stream.of(
                    "java.io.*",
                    "java.net.*",
                    "java.net.http.HttpClient",
                    "java.security.Principal",
                    "java.sql.Connection",
                    "java.sql.PreparedStatement",
                    "java.sql.SQLException",
                    "java.time.*",
                    "java.util.*",
                    "java.util.concurrent.*",
                    "java.util.concurrent.atomic.*",
                    "java.util.function.*",
                    "javax.sql.DataSource",
                    "jakarta.annotation.*",
                    "jakarta.enterprise.concurrent.*",
                    "jakarta.enterprise.context.*",
                    "jakarta.enterprise.event.*",
                    "jakarta.enterprise.inject.*",
                    "jakarta.faces.push.*",
                    "jakarta.inject.*",
                    "jakarta.json.*",
                    "jakarta.json.bind.*",
                    "jakarta.json.bind.annotation.*",
                    "jakarta.servlet.*",
                    "jakarta.servlet.annotation.*",
                    "jakarta.servlet.http.*",
                    "jakarta.websocket.*",
                    "jakarta.websocket.server.*",
                    "org.streamlistening.*",
                    "org.streamlistening.client.*",
                    "org.streamlistening.answer.*",
                    "org.streamlistening.consumer.*",
                    "org.streamlistening.docs.*",
                    "org.streamlistening.inprocess.*",
                    "org.streamlistening.server.*",
                    "org.streamlistening.websocket.*")
            .map(name -> "import " + name + ";")
            .collect(Collectors.joining(" "));

    private JavaSnippets() {}

    /** What the compiler says, an entry for each problem; empty if all snippets compile. */
    static List<String> problems(Page page) {
        List<Source> sources =
                Snippet.of(page, "java").stream().map(JavaSnippets::source).toList();
        if (sources.isEmpty()) {
            return List.of();
        }
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        List<String> options =
                List.of("-proc:none", "-implicit:none", "-Xlint:cast,deprecation,rawtypes,unchecked", "-Werror");
        ToolProvider.getSystemJavaCompiler()
                .getTask(null, new DiscardingFiles(), found, options, null, sources)
                .call();
        return found.getDiagnostics().stream()
                .filter(problem -> problem.getSource() != null)
                .map(JavaSnippets::described)
                .toList();
    }

    private static String described(Diagnostic<? extends JavaFileObject> problem) {
        Snippet snippet = ((Source) problem.getSource()).snippet;
        // The first line of a compiled fragment is the wrapper, that of a class has the imports.
        long line = snippet.line() + problem.getLineNumber() - 2;
        return snippet.page() + ":" + line + ": " + problem.getMessage(Locale.ROOT);
    }

    private static Source source(Snippet snippet) {
        String name = snippet.find(PUBLIC_TYPE).isEmpty() ? snippet.find(TYPE) : snippet.find(PUBLIC_TYPE);
        boolean whole = !name.isEmpty() && snippet.kind().isEmpty();
        String type = whole ? name : "Line" + snippet.line();
        return new Source(
                snippet, type, "package page; " + IMPORTS + (whole ? "\n" + snippet.code() : wrapped(snippet, type)));
    }

    private static String wrapped(Snippet snippet, String type) {
        if (snippet.kind().equals("members")) {
            String fields = snippet.given().stream().map(field -> field + "; ").collect(Collectors.joining());
            return " class " + type + " { " + fields + "\n" + snippet.code() + "}";
        }
        return " class " + type + " { void run(" + String.join(", ", snippet.given()) + ") throws Exception {\n"
                + snippet.code() + "}}";
    }

    private static final class Source extends SimpleJavaFileObject {

        private final Snippet snippet;
        private final String code;

        Source(Snippet snippet, String type, String code) {
            super(URI.create("string:///page/" + type + ".java"), Kind.SOURCE);
            this.snippet = snippet;
            this.code = code;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return code;
        }
    }
}
