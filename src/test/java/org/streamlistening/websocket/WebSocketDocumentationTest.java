package org.streamlistening.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code src/docs/websocket.md} shows can be typed in just so. */
class WebSocketDocumentationTest {

    private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("class (\\w+)");

    @Test
    void itsSnippetsCompile(@TempDir Path classes) throws Exception {
        List<JavaFileObject> sources = SNIPPET.matcher(Files.readString(Path.of("src/docs/websocket.md")))
                .results()
                .map(WebSocketDocumentationTest::source)
                .toList();
        assertThat(sources).hasSize(2);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter problems = new StringWriter();
        boolean compiled = compiler.getTask(
                        problems,
                        null,
                        null,
                        List.of("-d", classes.toString(), "-proc:none", "-Xlint:all,-classfile", "-Werror"),
                        null,
                        sources)
                .call();
        assertThat(compiled).as(problems.toString()).isTrue();
    }

    private static JavaFileObject source(MatchResult snippet) {
        String code = snippet.group(1);
        Matcher name = NAME.matcher(code);
        assertThat(name.find()).isTrue();
        return new SimpleJavaFileObject(
                URI.create("string:///" + name.group(1) + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return code;
            }
        };
    }
}
