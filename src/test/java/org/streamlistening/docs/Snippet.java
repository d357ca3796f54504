package org.streamlistening.docs;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A code block of a page.
 *
 * @param line of the page, where the code begins
 * @param language the word after the three backticks
 * @param kind the second word, or empty
 * @param given declarations in the comment {@code <!-- given: ... -->} above the block, separated by semicolons
 */
record Snippet(Page page, int line, String language, String kind, List<String> given, String code) {

    private static final Pattern BLOCK =
            Pattern.compile("(?ms)(?:^<!-- given: ([^\\n]*?);? -->\\n)?^```(\\w+) ?(\\w*)\\n(.*?)^```$");

    static List<Snippet> of(Page page, String language) {
        return BLOCK.matcher(page.text())
                .results()
                .filter(block -> block.group(2).equals(language))
                .map(block -> new Snippet(
                        page,
                        line(page.text(), block.start(4)),
                        block.group(2),
                        block.group(3),
                        block.group(1) == null
                                ? List.of()
                                : List.of(block.group(1).split(";\\s*")),
                        block.group(4)))
                .toList();
    }

    private static int line(String text, int index) {
        return (int) text.substring(0, index).lines().count() + 1;
    }

    /** The first group of the pattern, where it is found in the code. */
    String find(Pattern pattern) {
        Matcher matcher = pattern.matcher(code);
        return matcher.find() ? matcher.group(1) : "";
    }

    @Override
    public String toString() {
        return page + ":" + line;
    }
}
