package org.streamlistening.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.streamlistening.answer.AnswerMessage;
import org.streamlistening.answer.AnswerOptions;
import org.streamlistening.answer.AnswerOutcome;
import org.streamlistening.answer.AnswerWriter;
import org.streamlistening.answer.AnswerWriters;
import org.streamlistening.answer.StopResult;
import org.streamlistening.consumer.StreamConsuming;
import org.streamlistening.support.Application;
import org.streamlistening.support.TcpProxy;

/** Answers on several servers, on Weld, with the control streams on a server over HTTP. */
class AnswersOfServersTest {

    private ConsumerServers servers;

    @BeforeEach
    void start() {
        servers = new ConsumerServers();
        servers.configure("durable-streams.consumer.audit.stream", "a");
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    @ApplicationScoped
    static class Assistant {

        @Inject
        AnswerWriters writers;

        private final List<AnswerMessage> received = new CopyOnWriteArrayList<>();

        void onAny(@Observes @StreamConsuming("audit") AnswerMessage message) {
            if (!(message instanceof AnswerMessage.Started)) {
                received.add(message);
            }
        }

        AnswerWriters writers() {
            return writers;
        }

        List<AnswerMessage> received() {
            return received;
        }
    }

    /** Writes no answer yet. */
    @ApplicationScoped
    static class LazyAssistant {

        @Inject
        Instance<AnswerWriters> writers;
    }

    /** As {@link LazyAssistant}. */
    @ApplicationScoped
    static class ProvidedAssistant {

        @Inject
        Provider<AnswerWriters> writers;
    }

    private static Assistant assistant(Application application) {
        return application.container().select(Assistant.class).get();
    }

    private void awaitReceived(Assistant assistant, AnswerMessage... messages) {
        await().untilAsserted(() -> assertThat(assistant.received()).containsExactly(messages));
        assertThat(servers.client().head("a").closed()).isTrue();
    }

    @Test
    void observersReceiveTheMessagesByType() {
        Assistant one = assistant(servers.start(Assistant.class));
        AnswerOutcome outcome = one.writers().write("a", AnswerOptions.defaults(), answer -> answer.write("Once"));
        assertThat(outcome).isEqualTo(AnswerOutcome.DONE);
        awaitReceived(one, new AnswerMessage.Delta("Once"), new AnswerMessage.Done());
    }

    @Test
    void stopsAnAnswerOfAnotherServer() {
        Assistant one = assistant(servers.start(Assistant.class));
        Assistant other = assistant(servers.start(Assistant.class));
        AnswerWriter writer = one.writers().open("a");
        assertThat(other.writers().stop("a")).isEqualTo(StopResult.REQUESTED);
        await().until(() -> writer.outcome().isPresent());
        assertThat(writer.done()).isEqualTo(AnswerOutcome.STOPPED);
        assertThat(servers.client().head("a").closed()).isTrue();
    }

    @Test
    void endsAnAnswerWithItsApplication() {
        Application application = servers.start(Assistant.class);
        AnswerWriter writer = assistant(application).writers().open("a");
        writer.write("Once");
        servers.stop(application);
        assertThat(writer.outcome()).contains(AnswerOutcome.FAILED);
        Assistant other = assistant(servers.start(Assistant.class));
        await().untilAsserted(() ->
                assertThat(other.received()).endsWith(new AnswerMessage.Failed("The answer was interrupted.")));
    }

    @Test
    void endsAnAnswerOfAServerThatIsCutOff() {
        servers.configure("durable-streams.answers.silence", "4s");
        Assistant other = assistant(servers.start(Assistant.class));
        TcpProxy network = servers.network();
        Assistant one = assistant(servers.start(Assistant.class));
        AnswerWriter writer = one.writers().open("a");
        network.cut();
        await().untilAsserted(
                        () -> assertThat(servers.client().head("a").closed()).isTrue());
        assertThat(other.writers().stop("a")).isEqualTo(StopResult.NOT_OPEN);
        network.mend();
        await().until(() -> writer.outcome().isPresent());
        assertThat(writer.done()).isIn(AnswerOutcome.TAKEN_OVER, AnswerOutcome.FAILED);
    }

    @ParameterizedTest
    @ValueSource(classes = {LazyAssistant.class, ProvidedAssistant.class})
    void aServerWithoutAnAnswerEndsThoseOfOthers(Class<?> assistant) {
        servers.configure("durable-streams.answers.silence", "2s");
        servers.start(assistant);
        TcpProxy network = servers.network();
        AnswerWriter writer =
                assistant(servers.start(Assistant.class)).writers().open("a");
        network.cut();
        await().untilAsserted(
                        () -> assertThat(servers.client().head("a").closed()).isTrue());
        assertThat(writer.outcome()).isNotEqualTo(Optional.of(AnswerOutcome.DONE));
    }
}
