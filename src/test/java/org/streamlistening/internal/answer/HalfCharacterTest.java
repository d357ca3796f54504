package org.streamlistening.internal.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The first half of a character waits for the other one, which the buffer must have room for. */
@Timeout(20)
class HalfCharacterTest {

    private static final String SMILE = "\ud83d\ude00";

    @Test
    void theOtherHalfFitsIntoTheSmallestBuffer() {
        AnswerState state = new AnswerState("a", 1);
        state.ready();
        assertThat(state.write(SMILE, 0)).isEqualTo(1);
        assertThat(state.next()).isNull();
        assertThat(state.write(SMILE, 1)).isEqualTo(1);
        assertThat(state.next().json()).isEqualTo("[{\"type\":\"delta\",\"text\":\"" + SMILE + "\"}]");
    }

    @Test
    void aMessageThatFillsTheBufferDoesNotWaitForTheOtherHalf() {
        AnswerState state = new AnswerState("a", 4);
        state.ready();
        assertThat(state.write("\ud83d", 0)).isEqualTo(1);
        state.append("\"long\"");
        assertThat(state.next().json()).endsWith(",\"long\"]");
    }
}
