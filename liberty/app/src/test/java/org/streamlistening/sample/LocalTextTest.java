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
                .startsWith("There ", "is ", "no ", "model ")
                .hasSizeGreaterThan(250);
    }

    @Test
    void isTheWholeText() {
        assertThat(String.join("", words("Why?"))).isEqualTo(LocalText.whole());
    }
}
