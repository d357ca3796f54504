package org.streamlistening.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.streamlistening.StreamListener;
import org.streamlistening.client.StreamException;

class GenerationTest {

    private final List<String> said = new ArrayList<>();
    private final List<String> stopped = new ArrayList<>();
    private final Generation generation = new Generation();

    GenerationTest() {
        generation.stream = (StreamListener) Proxy.newProxyInstance(
                StreamListener.class.getClassLoader(),
                new Class<?>[] {StreamListener.class},
                (self, method, arguments) -> "answers/1");
        generation.own = new OwnAnswers();
        generation.answer = new AnswerView();
        generation.messages = new PageMessages() {
            @Override
            public void error(@Nullable String field, String text) {
                said.add(field + ": " + text);
            }
        };
        generation.answers = new Answers() {
            @Override
            public void stop(String streamId) {
                stopped.add(streamId);
            }
        };
    }

    private void theServerRejects(int status, boolean retryable) {
        generation.answers = new Answers() {
            @Override
            public void stop(String streamId) {
                throw new StreamException("no", streamId, status, retryable, null, null);
            }
        };
    }

    @Test
    void stopsOnlyAnAnswerOfThisSession() {
        generation.stop();
        assertThat(stopped).isEmpty();
        generation.own.add("answers/1");
        generation.stop();
        assertThat(stopped).containsExactly("answers/1");
        assertThat(said).isEmpty();
    }

    @Test
    void saysThatAnAnswerCouldNotBeStopped() {
        generation.own.add("answers/1");
        theServerRejects(0, true);
        generation.stop();
        theServerRejects(403, false);
        generation.stop();
        assertThat(said)
                .containsExactly(
                        "null: The stream server does not answer, so the answer continues. Try again in a moment.",
                        "null: The stream server did not stop the answer, with HTTP status 403.");
    }

    @Test
    void asksForAPromptBesideItsField() {
        generation.setPrompt(" \n ");
        generation.generate();
        assertThat(said).containsExactly("prompt: Type a prompt first.");
    }
}
