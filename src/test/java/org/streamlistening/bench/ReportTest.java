package org.streamlistening.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From measured figures to the table, the page and the pictures. */
class ReportTest {

    private static final Row ROW = Row.of(
                    "one-stream-10",
                    "ten",
                    "count=10|2 idle=5",
                    Contender.LISTENER_REST,
                    Contender.LISTENER_JDK,
                    Contender.FAN_OUT)
            .figure("ms", Aim.times(5, Contender.Column.FAN_OUT), Aim.atMost(100));

    @TempDir
    private Path folder;

    private Results results;

    @BeforeEach
    void measure() throws IOException {
        results = new Results(folder.resolve("results.jsonl"));
        for (int round = 1; round <= 3; round++) {
            results.add(round, ROW, Contender.LISTENER_REST, Map.of("ms", 10.0 * round));
            results.add(round, ROW, Contender.LISTENER_JDK, Map.of("ms", 120.0));
            results.add(round, ROW, Contender.FAN_OUT, Map.of("ms", 5.0));
        }
    }

    @Test
    void theTableHasMediansRatiosAndWhetherAllAimsAreMet() {
        String[] lines = new Table(results).of(List.of(ROW)).split("\n");
        assertThat(lines).hasSize(4);
        assertThat(lines[2].replaceAll(" +", " "))
                .isEqualTo("| `one-stream-10` | ms | listener, REST | 20.0 | | 5.00 | | | | | | 4.00 "
                        + "| ≤ 5 × fanned out by hand; ≤ 100 | yes |");
        assertThat(lines[3]).endsWith("| **no** |");
        long columns = lines[0].chars().filter(c -> c == '|').count();
        assertThat(lines).allMatch(line -> line.chars().filter(c -> c == '|').count() == columns);
    }

    @Test
    void eachMeasurementIsALineOfJson() throws IOException {
        assertThat(Files.readAllLines(folder.resolve("results.jsonl")))
                .hasSize(9)
                .first()
                .asString()
                .startsWith("{\"row\":\"one-stream-10\",\"subject\":\"listener, REST\",\"round\":1,")
                .endsWith("\"ms\":10.0}");
    }

    @Test
    void theResultsReplaceThoseOnThePage() {
        String page = "before " + ResultsPage.BEGIN + "old" + ResultsPage.END + " after";
        assertThat(ResultsPage.with(page, "new"))
                .isEqualTo("before " + ResultsPage.BEGIN + "new" + ResultsPage.END + " after");
        assertThatThrownBy(() -> ResultsPage.with("nothing", "new")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void thePageHasMachinePicturesAndTable() throws IOException {
        Path page = Files.writeString(folder.resolve("page.md"), ResultsPage.BEGIN + ResultsPage.END);
        new ResultsPage(page).write(new Machine(), Map.of("Growth", "performance/growth.svg"), "| table |\n");
        assertThat(page)
                .content()
                .contains("JDK " + Runtime.version(), "![Growth](performance/growth.svg)\n\n| table |");
    }

    @Test
    void leavesOutPicturesOfWhatWasNotMeasured() throws IOException {
        assertThat(new Plots(results, List.of(ROW)).write(folder)).isEmpty();
        Row more = Row.of("one-stream-1000", "thousand", "", Contender.LISTENER_REST);
        results.add(1, more, Contender.LISTENER_REST, Map.of("ms", 200.0));
        assertThat(new Plots(results, List.of(ROW, more)).write(folder)).containsValues("fan-out.svg", "listeners.svg");
    }

    @Test
    void aSmokeRunHasSmallSizes() {
        assertThat(ROW.workload(true)).containsExactly("count=2", "idle=5");
        assertThat(ROW.workload(false)).containsExactly("count=10", "idle=5");
    }

    @Test
    void rowsAreChosenByName() {
        assertThat(Options.of("one-stream-10").chosen(List.of(ROW))).containsExactly(ROW);
        assertThat(Options.of("one-stream-10").unknown(List.of(ROW))).isEmpty();
        assertThat(Options.of("none").unknown(List.of(ROW)))
                .hasValueSatisfying(
                        message -> assertThat(message).contains("none").contains("one-stream-10"));
        assertThat(Options.of("--transport", "jdk").chosen(List.of(ROW)).get(0).contenders())
                .containsExactly(Contender.LISTENER_JDK, Contender.FAN_OUT);
    }
}
