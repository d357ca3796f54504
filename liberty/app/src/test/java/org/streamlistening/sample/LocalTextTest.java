package org.streamlistening.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalTextTest {

    private static List<String> words(String prompt) {
        List<String> words = new ArrayList<>();
        new LocalText(Duration.ZERO).answer(prompt).forEachRemaining(words::add);
        return words;
    }

    @Test
    void givesWordsWithTheSpaceAfterThem() {
        assertThat(words("Why?"))
                .startsWith("You ", "asked: ", "“Why?”\n\n", "There ")
                .hasSizeGreaterThan(250);
    }

    @Test
    void takesAPromptAsItIs() {
        assertThat(String.join("", words("100 %s $1 \\n"))).startsWith("You asked: “100 %s $1 \\n”\n");
    }
}
