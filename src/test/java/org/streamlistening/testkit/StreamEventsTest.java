package org.streamlistening.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.Serializable;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jboss.weld.junit5.auto.AddBeanClasses;
import org.jboss.weld.junit5.auto.AddExtensions;
import org.jboss.weld.junit5.auto.EnableAutoWeld;
import org.junit.jupiter.api.Test;
import org.streamlistening.Delivering;
import org.streamlistening.DeliveryFailed;
import org.streamlistening.ListenOptions;
import org.streamlistening.Offset;
import org.streamlistening.StreamCompleted;
import org.streamlistening.StreamFailed;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamReset;
import org.streamlistening.StreamStatus;
import org.streamlistening.UndecodableMessageException;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;
import org.streamlistening.consumer.StreamConsumer;
import org.streamlistening.consumer.StreamConsuming;

/** Observers of a test without a server, in weld-junit. */
@EnableAutoWeld
@AddExtensions(StreamEventsExtension.class)
@AddBeanClasses({StreamEventsTest.View.class, StreamEventsTest.Audit.class})
class StreamEventsTest {

    @Inject
    StreamEvents events;

    @Inject
    EventProbe probe;

    @Inject
    View view;

    @Inject
    Audit audit;

    @Inject
    DurableStreamsClient client;

    public record Token(String text) {}

    public record Order(int number) {}

    @SessionScoped
    static class View implements Serializable {

        private static final long serialVersionUID = 1;

        @Inject
        @StreamListening
        StreamListener stream;

        private String text = "";
        private final List<String> happened = new ArrayList<>();
        private int failures;

        void onToken(
                @Observes @StreamListening Token token,
                @Delivering StreamListener listener,
                @Delivering StreamPosition behind) {
            if (failures > 0) {
                failures--;
                throw new IllegalStateException("the view fails");
            }
            text += token.text();
            happened.add(listener.getStreamId() + "+" + behind.skip());
        }

        void onEnd(@Observes @StreamListening StreamCompleted end) {
            happened.add("completed " + end.streamId());
        }

        void onReset(@Observes @StreamListening StreamReset reset) {
            happened.add("reset " + reset.reason());
        }

        String text() {
            return text;
        }

        List<String> happened() {
            return happened;
        }

        void failNext(int times) {
            failures = times;
        }

        StreamListener stream() {
            return stream;
        }
    }

    @ApplicationScoped
    static class Audit {

        @Inject
        @StreamConsuming("audit")
        StreamConsumer consumer;

        @Inject
        DurableStreamsClient client;

        private final List<Integer> numbers = new ArrayList<>();

        void onOrder(@Observes @StreamConsuming("audit") Order order) {
            numbers.add(order.number());
        }

        List<Integer> numbers() {
            return numbers;
        }

        StreamConsumer consumer() {
            return consumer;
        }

        void write(String stream) {
            client.createIfMissing(stream, CreateOptions.json());
            client.append(stream, new Order(1));
        }
    }

    @Test
    void observersReceiveWhatIsFired() {
        events.listener().fire(new Token("Hello "), new Token("world"));
        assertThat(view.text()).isEqualTo("Hello world");
        events.listener().fireText("{\"text\":\"!\"}");
        assertThat(view.text()).isEqualTo("Hello world!");
        events.consumer("audit").fire(new Order(7));
        assertThat(audit.numbers()).containsExactly(7);
    }

    @Test
    void testsDoNotShareAnything() {
        assertThat(view.text()).isEmpty();
        assertThat(probe.received()).isEmpty();
        assertThat(events.listener().status()).isEqualTo(StreamStatus.IDLE);
    }

    @Test
    void theListenerFollowsTheStreamThatTheBeanNames() {
        view.stream().listen("chat/42");
        assertThat(view.stream().getStatus()).isEqualTo(StreamStatus.LIVE);
        events.listener().fire(new Token("a"), new Token("b"));
        events.listener().complete();
        assertThat(view.happened()).containsExactly("chat/42+1", "chat/42+0", "completed chat/42");
        assertThat(view.stream().getStatus()).isEqualTo(StreamStatus.COMPLETED);
        assertThat(probe.received(Token.class)).containsExactly(new Token("a"), new Token("b"));
    }

    @Test
    void aListenerThatWasStoppedReceivesNothingUntilItListensAgain() {
        events.listener().fire(new Token("a"));
        view.stream().stop();
        events.listener().fire(new Token("b"));
        assertThat(view.text()).isEqualTo("a");
        view.stream().listen(view.stream().getStreamId());
        assertThat(view.text()).isEqualTo("ab");
    }

    @Test
    void anExceptionOfAnObserverFailsTheTest() {
        view.failNext(1);
        assertThatThrownBy(() -> events.listener().fire(new Token("a")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("RETRIED")
                .cause()
                .hasMessageContaining("the view fails");
    }

    @Test
    void theMessageComesAgainAfterAPause() {
        view.failNext(2);
        DeliveryFailed failure = events.listener().fireFailing(new Token("a"), new Token("b"));
        assertThat(failure.consequence()).isEqualTo(DeliveryFailed.Consequence.RETRIED);
        assertThat(events.listener().status()).isEqualTo(StreamStatus.RETRYING);
        events.advance(Duration.ofMillis(499));
        assertThat(probe.received(DeliveryFailed.class)).hasSize(1);
        events.advance(Duration.ofMillis(1));
        assertThat(probe.received(DeliveryFailed.class)).hasSize(2);
        events.advance(Duration.ofSeconds(1));
        assertThat(view.text()).isEqualTo("ab");
        assertThat(events.listener().status()).isEqualTo(StreamStatus.LIVE);
    }

    @Test
    void aListenerFailsAfterTheLastAttempt() {
        view.failNext(100);
        events.listener().fireFailing(new Token("a"));
        events.advance(Duration.ofMinutes(10));
        assertThat(events.listener().status()).isEqualTo(StreamStatus.FAILED);
    }

    @Test
    void aMessageThatCannotBeDecodedIsAFailure() {
        assertThat(events.consumer("audit").fireFailingText("\"no order\"").cause())
                .isInstanceOf(UndecodableMessageException.class);
        assertThat(events.consumer("audit").status()).isEqualTo(StreamStatus.FAILED);
    }

    @Test
    void somethingMustFailIfTheTestSaysSo() {
        assertThatThrownBy(() -> events.listener().fireFailing(new Token("a"))).isInstanceOf(AssertionError.class);
    }

    @Test
    void connectionsFailAndRecover() {
        events.listener().fire(new Token("a"));
        events.listener().interrupt();
        events.listener().interrupt();
        assertThat(events.listener().status()).isEqualTo(StreamStatus.RETRYING);
        events.advance(Duration.ofMinutes(1));
        assertThat(events.listener().status()).isEqualTo(StreamStatus.LIVE);
        events.listener().fail(403);
        assertThat(events.listener().status()).isEqualTo(StreamStatus.FAILED);
    }

    @Test
    void aRecreatedStreamBeginsAgain() {
        view.stream()
                .listen(
                        "s",
                        org.streamlistening.ListenOptions.defaults()
                                .onHistoryGone(org.streamlistening.HistoryGonePolicy.FROM_START));
        events.listener().fire(new Token("a"));
        events.listener().recreate();
        events.advance(Duration.ofSeconds(1));
        events.listener().fire(new Token("b"));
        assertThat(view.happened()).containsExactly("s+0", "reset RECREATED", "s+0");
    }

    @Test
    void sessionsAreApart() {
        TestSession other = events.newSession();
        other.run(() -> view.stream().listen("s"));
        other.run(() -> events.listener().fire(new Token("other")));
        events.listener().fire(new Token("own"));
        assertThat(view.text()).isEqualTo("own");
        assertThat(other.<String>call(view::text)).isEqualTo("other");
        other.end();
        assertThat(other.<String>call(view::text)).isEmpty();
    }

    @Test
    void consumersPauseSeekAndResume() {
        events.consumer("audit").fire(new Order(1), new Order(2));
        audit.consumer().pause();
        events.consumer("audit").fire(new Order(3));
        assertThat(audit.numbers()).containsExactly(1, 2);
        audit.consumer().resume();
        assertThat(audit.numbers()).containsExactly(1, 2, 3);
        audit.consumer().seek(StreamPosition.BEGINNING);
        assertThat(audit.numbers()).containsExactly(1, 2, 3, 1, 2, 3);
    }

    @Test
    void beansWriteToAServerInMemory() {
        audit.write("out");
        assertThat(probe.received()).isEmpty();
        client.append("out", StreamContent.json("[2]"));
        assertThat(client.head("out").closed()).isFalse();
    }

    @Test
    void namesThatNoBeanUsesAreReported() {
        assertThatThrownBy(() -> events.consumer("other"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("consumer 'other'");
        assertThatThrownBy(() -> events.listener("tab")).hasMessageContaining("listener 'tab'");
    }

    @Test
    void eachViewOfTheProbeBeginsAgainAfterClear() {
        EventProbe ofListener = probe.ofListener("");
        events.listener().fire(new Token("a"), new Token("b"));
        ofListener.awaitNext(Token.class);
        ofListener.awaitNext(Token.class);
        probe.clear();
        events.listener().fire(new Token("c"));
        assertThat(ofListener.within(Duration.ZERO).awaitNext(Token.class)).isEqualTo(new Token("c"));
        assertThat(ofListener.awaitNext(Token.class)).isEqualTo(new Token("c"));
    }

    @Test
    void aProbeCanWaitForEver() {
        events.listener().fire(new Token("a"));
        EventProbe patient = probe.within(ChronoUnit.FOREVER.getDuration());
        assertThat(patient.awaitNext(Token.class)).isEqualTo(new Token("a"));
        assertThat(patient.await(Token.class, 1)).hasSize(1);
        patient.awaitStatus(StreamStatus.LIVE);
    }

    @Test
    void timeDoesNotGoBack() {
        assertThatThrownBy(() -> events.advance(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-1S");
    }

    @Test
    void theLanguageOfTheMachineDoesNotMatter() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            events.listener().fire(new Token("a"));
            events.listener().fire(new Token("b"));
            assertThat(view.text()).isEqualTo("ab");
            assertThat(view.stream().getOffset().value()).matches("[0-9_]+");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aPositionOfAnotherServerIsNoErrorOfTheTestKit() {
        view.stream().listen("s", ListenOptions.from(Offset.of("7f3a")));
        assertThat(view.stream().getStatus()).isEqualTo(StreamStatus.FAILED);
        assertThat(probe.received(StreamFailed.class))
                .singleElement()
                .satisfies(failure -> assertThat(failure.httpStatus()).isEqualTo(400));
    }

    @Test
    void anInterruptionOfAListenerThatIsStoppedIsNoFaultOfTheNextOne() {
        events.listener().fire(new Token("a"));
        view.stream().stop();
        events.listener().interrupt();
        view.stream().listen("other");
        assertThat(view.stream().getStatus()).isEqualTo(StreamStatus.LIVE);
        view.stream().listen("test-1");
        assertThat(view.stream().getStatus()).isEqualTo(StreamStatus.LIVE);
    }
}
