package org.streamlistening.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.streamlistening.StreamStatus.CATCHING_UP;
import static org.streamlistening.StreamStatus.CONNECTING;
import static org.streamlistening.StreamStatus.LIVE;
import static org.streamlistening.StreamStatus.RETRYING;
import static org.streamlistening.StreamStatus.STOPPED;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.streamlistening.Offset;
import org.streamlistening.StreamFailed;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamStatus;
import org.streamlistening.StreamStatusChanged;
import org.streamlistening.UndecodableMessageException;
import org.streamlistening.client.StreamException;

class TranscriptTest {

    private static final Offset HERE = Offset.of("0000000000000042");

    private Transcript transcript = Transcript.of("answers/1", "Generating");

    private void receive(int... numbers) {
        for (int number : numbers) {
            transcript = transcript.with(AnswerPart.delta(number, number + " "), StreamPosition.BEGINNING);
        }
    }

    private void changeStatus(StreamStatus from, StreamStatus to, @Nullable Throwable cause) {
        transcript = transcript.with(new StreamStatusChanged("", "key", "answers/1", HERE, from, to, cause));
    }

    private static StreamException serverAway() {
        return new StreamException("away", "answers/1", 0, true, null, null);
    }

    private List<String> journal() {
        return transcript.journal().stream().map(Transcript.Entry::what).toList();
    }

    @Test
    void countsAndJoinsTheWords() {
        receive(1, 2, 3);
        assertThat(transcript.text()).isEqualTo("1 2 3 ");
        assertThat(transcript.tokens()).isEqualTo(3);
        assertThat(transcript.missing()).isZero();
    }

    @Test
    void ignoresATokenThatIsDeliveredAgain() {
        receive(1, 2, 1, 2, 3);
        assertThat(transcript.text()).isEqualTo("1 2 3 ");
    }

    @Test
    void countsMissingTokens() {
        receive(1, 4);
        assertThat(transcript.missing()).isEqualTo(2);
    }

    @Test
    void addsTokensWithoutANumberInOrder() {
        receive(0, 0);
        assertThat(transcript.text()).isEqualTo("0 0 ");
        assertThat(transcript.missing()).isZero();
    }

    @Test
    void keepsTheEndOfAnEndlessStream() {
        String block = "x".repeat(Words.MOST_CHARACTERS - 1);
        transcript = transcript
                .with(AnswerPart.delta(1, block), StreamPosition.BEGINNING)
                .with(AnswerPart.delta(2, "the end"), StreamPosition.BEGINNING);
        assertThat(transcript.text()).hasSize(Words.MOST_CHARACTERS).endsWith("xthe end");
    }

    @Test
    void reportsTheOffsetOfAResumeAndThatNothingIsLost() {
        receive(1, 2);
        changeStatus(LIVE, STOPPED, null);
        assertThat(transcript.note()).startsWith("Disconnected at token 2.");
        transcript = transcript.resuming(HERE);
        changeStatus(STOPPED, CONNECTING, null);
        assertThat(transcript.note()).isEqualTo("Resumed");
        changeStatus(CONNECTING, CATCHING_UP, null);
        receive(3, 4, 5);
        changeStatus(CATCHING_UP, LIVE, null);
        assertThat(transcript.note()).isEqualTo("Resumed, nothing lost: 3 tokens caught up");
        assertThat(journal())
                .containsExactly(
                        "Caught up with 3, nothing lost",
                        "Resumed from 0000000000000042",
                        "Disconnected",
                        "Generating");
    }

    @Test
    void reportsLostTokens() {
        receive(1);
        transcript = transcript.resuming(HERE);
        receive(3);
        transcript = transcript.completed();
        assertThat(transcript.note()).isEqualTo("Resumed, 1 lost: 1 token caught up");
    }

    private void receive(String type, String reason) {
        transcript = transcript.with(AnswerPart.of(type, null, null, reason), StreamPosition.BEGINNING);
    }

    @Test
    void distinguishesAnAnswerThatIsCutOffFromAWholeOne() {
        receive(1);
        receive("cut", "The model reached its limit.");
        receive("done", "");
        transcript = transcript.completed();
        assertThat(transcript.answer().end()).isEqualTo(AnswerEnd.CUT);
        assertThat(transcript.problem()).isEqualTo("The model reached its limit.");
        assertThat(journal()).startsWith("Cut off");
        // A fork of it is an answer of its own.
        receive("started", "");
        receive("done", "");
        assertThat(transcript.answer().end()).isEqualTo(AnswerEnd.DONE);
        assertThat(transcript.problem()).isEmpty();
    }

    @Test
    void anAnswerThatFailsAfterItIsCutOffHasFailed() {
        receive("cut", "The model reached its limit.");
        receive("failed", "Its server died.");
        assertThat(transcript.answer().end()).isEqualTo(AnswerEnd.FAILED);
        assertThat(transcript.problem()).isEqualTo("Its server died.");
    }

    @Test
    void showsAProblemForAsLongAsItLasts() {
        changeStatus(LIVE, RETRYING, serverAway());
        assertThat(transcript.problem()).startsWith("The stream server does not answer.");
        changeStatus(RETRYING, LIVE, null);
        assertThat(transcript.problem()).isEmpty();
        assertThat(journal()).containsExactly("Connected again", "Connection lost, trying again", "Generating");
    }

    @Test
    void distinguishesAFailureOfTheApplicationFromOneOfTheServer() {
        changeStatus(LIVE, RETRYING, new IllegalStateException("a bug"));
        assertThat(transcript.problem()).startsWith("This application could not process the last message.");
    }

    @Test
    void namesTheStreamThatFailed() {
        assertThat(problemOf(404, new StreamException("no", "answers/1", 404, false, null, null)))
                .startsWith("There is no stream “answers/1”.");
        assertThat(problemOf(403, new StreamException("no", "answers/1", 403, false, null, null)))
                .isEqualTo("The stream server rejected stream “answers/1” with HTTP status 403.");
        assertThat(problemOf(0, new UndecodableMessageException("no", new IllegalStateException())))
                .startsWith("Stream “answers/1” contains a message that is not a token");
        assertThat(problemOf(0, new IllegalStateException("a bug")))
                .startsWith("This session cannot continue with stream “answers/1”.");
    }

    private @Nullable String problemOf(int status, Throwable cause) {
        return transcript
                .with(new StreamFailed("", "key", "answers/1", HERE, "message", status, cause))
                .problem();
    }

    @Test
    void keepsTheLatestEntries() {
        for (int i = 0; i < 20; i++) {
            transcript = transcript.completed();
        }
        assertThat(transcript.journal()).hasSize(6);
    }
}
