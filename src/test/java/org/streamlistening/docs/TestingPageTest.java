package org.streamlistening.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The code of testing.md is that of the package {@code example}, where it runs. */
class TestingPageTest {

    private static final Path FOLDER = Path.of("src/test/java/org/streamlistening/docs/example");
    private static final Pattern TYPE = Pattern.compile("(?m)^(?:public )?(?:class|record) (\\w+)");

    @Test
    void itsCodeRuns() {
        List<Snippet> snippets = Snippet.of(Page.of(Path.of("src/docs/testing.md")), "java").stream()
                .filter(snippet -> !snippet.find(TYPE).isEmpty())
                .toList();
        assertThat(snippets).hasSizeGreaterThanOrEqualTo(4);
        for (Snippet snippet : snippets) {
            Page file = Page.of(FOLDER.resolve(snippet.find(TYPE) + ".java"));
            assertThat(withoutHead(file.text())).isEqualTo(withoutHead(snippet.code()));
        }
    }

    private static String withoutHead(String code) {
        return code.replaceAll("(?m)^(?:package|import) .*\\n", "").strip();
    }
}
