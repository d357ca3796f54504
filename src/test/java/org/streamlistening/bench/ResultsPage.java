package org.streamlistening.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The page of the documentation with the results, which stand between two comments. */
final class ResultsPage {

    static final String BEGIN = "<!-- results: written by src/test/bench/run --docs -->\n";
    static final String END = "<!-- end of results -->";

    private final Path page;

    ResultsPage(Path page) {
        this.page = page;
    }

    /** @param pictures the pictures by their titles, relative to the page */
    void write(Machine machine, Map<String, String> pictures, String table) throws IOException {
        StringBuilder results = new StringBuilder("\n" + machine + "\n\n");
        pictures.forEach((title, path) ->
                results.append("![").append(title).append("](").append(path).append(")\n\n"));
        Files.writeString(page, with(Files.readString(page), results + table + "\n"));
    }

    /** The page with other results. */
    static String with(String page, String results) {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("the page has no place for results");
        }
        return page.substring(0, begin + BEGIN.length()) + results + page.substring(end);
    }
}
