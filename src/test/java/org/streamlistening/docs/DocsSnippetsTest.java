package org.streamlistening.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Each snippet of the documentation can be typed as it stands there. */
class DocsSnippetsTest {

    private static final String NAMESPACES =
            " xmlns:h='jakarta.faces.html' xmlns:f='jakarta.faces.core' xmlns:ui='jakarta.faces.facelets'";

    static Stream<Page> pages() {
        return Page.all().stream();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void javaCompiles(Page page) {
        assertThat(JavaSnippets.problems(page)).isEmpty();
    }

    @Test
    void pagesHaveSnippets() {
        assertThat(pages().flatMap(page -> Snippet.of(page, "java").stream())).hasSizeGreaterThan(20);
        assertThat(pages().flatMap(page -> Snippet.of(page, "xml").stream())).hasSizeGreaterThan(5);
        assertThat(pages().flatMap(page -> Snippet.of(page, "properties").stream()))
                .hasSizeGreaterThan(5);
    }

    /** A block that is indented or not closed would be checked by no test. */
    @ParameterizedTest
    @MethodSource("pages")
    void eachBlockIsFound(Page page) {
        long begun = page.text()
                .lines()
                .filter(line -> line.matches("\\s*```+\\w.*"))
                .count();
        assertThat(Stream.of("java", "xml", "properties", "html", "js", "json", "sh", "yaml", "dockerfile")
                        .mapToLong(language -> Snippet.of(page, language).size())
                        .sum())
                .isEqualTo(begun);
        assertThat(Snippet.of(page, "java")).extracting(Snippet::kind).isSubsetOf("", "members");
    }

    /** What the check of Java snippets must find. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "```java\nint number = \"text\";\n```\n",
                "```java\npublic class Wrong {\n    int number = missing;\n}\n```\n",
                "```java members\nint number() {\n}\n```\n",
                "<!-- given: String text -->\n```java\ntext.missing();\n```\n",
                "```java\nList list = new ArrayList();\n```\n",
            })
    void wrongJavaIsFound(String text) {
        assertThat(JavaSnippets.problems(new Page(Path.of("wrong.md"), text))).isNotEmpty();
    }

    @Test
    void wrongJavaIsFoundAtItsLine() {
        Page page = new Page(Path.of("wrong.md"), "# Title\n\n```java\nint one = 1;\nint two = missing;\n```\n");
        assertThat(JavaSnippets.problems(page)).singleElement().asString().startsWith("wrong.md:5: ");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void xmlIsWellFormed(Page page) throws Exception {
        for (Snippet snippet : Snippet.of(page, "xml")) {
            assertThat(problem(snippet.code())).as(snippet.toString()).isEmpty();
        }
    }

    @Test
    void wrongXmlIsFound() throws Exception {
        assertThat(problem("<feature>cdi-4.0</featur>")).isNotEmpty();
    }

    private static String problem(String xml) throws ParserConfigurationException, IOException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        DocumentBuilder parser = factory.newDocumentBuilder();
        parser.setErrorHandler(new DefaultHandler());
        try {
            parser.parse(new InputSource(new StringReader("<snippet" + NAMESPACES + ">" + xml + "</snippet>")));
            return "";
        } catch (SAXException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void propertiesAreKnownKeys(Page page) throws IOException {
        List<String> unknown = new ArrayList<>();
        for (Snippet snippet : Snippet.of(page, "properties")) {
            Properties properties = new Properties();
            properties.load(new StringReader(snippet.code()));
            assertThat(properties).as(snippet.toString()).isNotEmpty();
            properties.stringPropertyNames().stream()
                    .filter(key -> !ConfigurationPageTest.isKnown(key))
                    .forEach(key -> unknown.add(snippet + ": " + key));
        }
        assertThat(unknown).isEmpty();
    }
}
