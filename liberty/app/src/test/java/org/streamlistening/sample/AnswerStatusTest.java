package org.streamlistening.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamStatus;

class AnswerStatusTest {

    private StreamStatus current = StreamStatus.LIVE;
    private Transcript transcript = Transcript.of("answers/1", "Generating");
    private final AnswerStatus status = new AnswerStatus();

    AnswerStatusTest() {
        status.stream = (StreamListener) Proxy.newProxyInstance(
                StreamListener.class.getClassLoader(),
                new Class<?>[] {StreamListener.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "getStatus" -> current;
                    case "isListening" -> current.isListening();
                    default -> "answers/1";
                });
        status.answer = new AnswerView() {
            @Override
            public Transcript getTranscript() {
                return transcript;
            }
        };
        status.own = new OwnAnswers();
        status.own.add("answers/1");
        status.source = new AnswerSource() {
            @Override
            public String description() {
                return "A model.";
            }

            @Override
            public String waiting() {
                return "Waiting for the model.";
            }

            @Override
            public AnswerPieces answer(String prompt) {
                throw new NoAnswerException("not asked", null);
            }
        };
    }

    private void receive(String type) {
        transcript = transcript.with(AnswerPart.of(type, null, "Why?", ""), StreamPosition.BEGINNING);
    }

    @Test
    void waitsForTheModelOnceThePromptIsThere() {
        assertThat(status.getPlaceholder()).isEqualTo("Waiting for the first word.");
        receive("prompt");
        assertThat(status.getPlaceholder()).isEqualTo("Waiting for the model.");
        assertThat(status.getPossible()).isEqualTo("disconnect stop");
        current = StreamStatus.STOPPED;
        assertThat(status.getPlaceholder()).isEqualTo("The answer appears here, word by word.");
    }

    @Test
    void saysThatAnAnswerEndedWithoutAWord() {
        receive("prompt");
        receive("stopped");
        current = StreamStatus.COMPLETED;
        assertThat(status.getPlaceholder()).isEqualTo("This answer ended before its first word.");
        assertThat(status.getPossible()).isEqualTo("regenerate edit");
        assertThat(status.getLight().getLabel()).isEqualTo("Stopped");
    }
}
