package org.streamlistening.internal.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.EventMetadata;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.ProcessBean;
import jakarta.enterprise.inject.spi.ProcessObserverMethod;
import jakarta.inject.Inject;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.Delivering;
import org.streamlistening.Offset;
import org.streamlistening.StreamData;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamMessage;
import org.streamlistening.consumer.StreamConsumer;
import org.streamlistening.consumer.StreamConsuming;
import org.streamlistening.internal.deliver.EventObservers;
import org.streamlistening.internal.failures.FailureLog;
import org.streamlistening.internal.listen.delivery.DeliveryToken;
import org.streamlistening.support.Application;

/** Which observers the events of a listener and of a consumer reach, and which names the model collects; on Weld. */
class EventSourceObserversTest {

    private static final String URL = "durable-streams.url";

    private static final List<String> RECEIVED = new ArrayList<>();

    private final DeploymentModel model = new DeploymentModel();
    private Application application;
    private Jsonb jsonb;
    private EventSourceObservers observers;

    /** Fills the model of the test as the extension of the library fills its own. */
    static class Collecting implements Extension {

        private final DeploymentModel model;

        Collecting(DeploymentModel model) {
            this.model = model;
        }

        void collectNames(@Observes ProcessAnnotatedType<?> event) {
            model.addNames(event.getAnnotatedType());
        }

        void collectObserver(@Observes ProcessObserverMethod<?, ?> event) {
            model.addObserver(event.getObserverMethod(), event.getAnnotatedMethod());
        }

        void collectBean(@Observes ProcessBean<?> event) {
            model.addBean(event.getBean());
        }
    }

    public record Order(int number) {}

    @ApplicationScoped
    static class Shared {

        @Inject
        @StreamConsuming("injected")
        StreamConsumer injected;

        void consumed(@Observes @StreamConsuming("audit") Order order) {
            RECEIVED.add("consumed " + order.number());
        }

        void consumedBatch(@Observes @StreamConsuming("audit") List<Order> orders) {
            RECEIVED.add("consumed batch " + orders.size());
        }

        void ofOtherConsumer(@Observes @StreamConsuming("other") Order order) {
            RECEIVED.add("of other consumer");
        }

        void listened(@Observes @StreamListening("audit") Order order) {
            RECEIVED.add("listened " + order.number());
        }

        void ofAll(@Observes StreamData data) {
            RECEIVED.add("of all");
        }

        void ofAnything(@Observes @Any Object event, EventMetadata metadata) {
            if (event instanceof StreamData || event instanceof Order) {
                RECEIVED.add("of anything, with metadata");
            }
        }
    }

    @SessionScoped
    static class OfASession implements Serializable {

        private static final long serialVersionUID = 1;

        void ofAll(@Observes StreamData data) {
            RECEIVED.add("session: of all");
        }

        void anyOrder(@Observes Order order) {
            RECEIVED.add("session: any order");
        }
    }

    /** Each observer of all streams, but injects what delivers. */
    @ApplicationScoped
    static class KnowingWhatDelivers {

        void ofListeners(@Observes StreamData data, @Delivering StreamListener listener) {}

        void ofConsumers(@Observes StreamData data, @Delivering StreamConsumer consumer) {}
    }

    abstract static class NoBean {
        @Inject
        @StreamConsuming("of no bean")
        StreamConsumer consumer;
    }

    @BeforeEach
    void start() {
        RECEIVED.clear();
        System.setProperty(URL, "http://127.0.0.1:1/");
        application = new Application(
                List.of(new Collecting(model)),
                Shared.class,
                OfASession.class,
                KnowingWhatDelivers.class,
                NoBean.class);
        jsonb = JsonbBuilder.create();
        observers = new EventSourceObservers(beanManager(), view(), jsonb, 100);
    }

    private BeanManager beanManager() {
        return application.container().getBeanManager();
    }

    private ModuleView view() {
        return model.viewOf(EventSourceObserversTest.class.getClassLoader());
    }

    @AfterEach
    void stop() throws Exception {
        jsonb.close();
        application.close();
        System.clearProperty(URL);
    }

    /**
     * Delivers a batch of one order in a request of a session, so that no bean is out of reach. Neither listener nor
     * consumer delivers on this thread: an observer that injects one fails.
     */
    private void deliver(EventSource source) {
        EventObservers notifier = new EventObservers(observers.of(source), new FailureLog((delay, task) -> () -> {}));
        StreamMessage message = StreamMessage.of("{\"number\":7}", "application/json");
        StreamData batch = new StreamData("audit", "", "orders", Offset.of("1"), List.of(message));
        DeliveryToken token = DeliveryToken.alwaysCurrent();
        application.session().run(() -> {
            while (!notified(notifier, batch, token)) {
                notifier.skip();
            }
            notifier.notifyOf(message, token);
        });
    }

    private static boolean notified(EventObservers notifier, StreamData batch, DeliveryToken token) {
        try {
            return notifier.notifyOf(batch, token);
        } catch (RuntimeException e) {
            assertThat(e).hasStackTraceContaining("DS-024");
            RECEIVED.add(e.getMessage() + e.getCause());
            return false;
        }
    }

    private static String shortened(String received) {
        return received.replaceFirst("(?s).*DS-024: no (\\w+).*", "failed for lack of a $1");
    }

    @Test
    void aConsumerNotifiesItsOwnObserversAndThoseOfAllStreamsOutsideOfSessions() {
        deliver(EventSource.consumer("audit"));
        assertThat(RECEIVED.stream().map(EventSourceObserversTest::shortened))
                .containsExactlyInAnyOrder(
                        "consumed 7", "consumed batch 1", "of all", "failed for lack of a StreamConsumer");
    }

    @Test
    void aListenerNotifiesItsOwnObserversAndThoseOfAllStreams() {
        deliver(EventSource.listener("audit"));
        assertThat(RECEIVED.stream().map(EventSourceObserversTest::shortened))
                .containsExactlyInAnyOrder(
                        "listened 7",
                        "of all",
                        "session: of all",
                        "session: any order",
                        "failed for lack of a StreamListener");
    }

    @Test
    void resolvesTheObserversOfASourceOnce() {
        assertThat(observers.of(EventSource.consumer("audit"))).isSameAs(observers.of(EventSource.consumer("audit")));
        assertThat(observers.of(EventSource.consumer("audit")))
                .isNotSameAs(observers.of(EventSource.listener("audit")));
    }

    @Test
    void knowsEachNameOfAListenerAndOfAConsumer() {
        assertThat(model.listenerNames()).containsExactly("", "audit");
        assertThat(model.consumerNames()).containsExactly("audit", "injected", "of no bean", "other");
    }

    @Test
    void aWebApplicationHasTheConsumersOfItsBeans() {
        assertThat(view().listenerNames()).isEqualTo(model.listenerNames());
        assertThat(view().consumerNames()).containsExactly("audit", "injected", "other");
    }

    @Test
    void onlyListenersNeedBeansOfSessions() {
        assertThat(view().alwaysNotified().map(StreamObserver::where).map(EventSourceObserversTest::lastName))
                .containsExactlyInAnyOrder("listened", "ofAll", "ofAll", "anyOrder", "ofListeners");
    }

    private static String lastName(String where) {
        return where.substring(where.lastIndexOf('.') + 1);
    }

    @Test
    void readsTheSourceFromQualifiers() {
        assertThat(EventSource.in(Set.of(Any.Literal.INSTANCE, StreamConsuming.Literal.of("audit"))))
                .containsExactly(EventSource.consumer("audit"));
        assertThat(EventSource.in(Set.of(StreamListening.Literal.of("")))).containsExactly(EventSource.listener(""));
        assertThat(EventSource.in(Set.of(Any.Literal.INSTANCE))).isEmpty();
        assertThat(EventSource.consumer("audit").qualifier()).isEqualTo(StreamConsuming.Literal.of("audit"));
        assertThat(EventSource.listener("audit").qualifier()).isEqualTo(StreamListening.Literal.of("audit"));
        assertThat(EventSource.consumer("audit").description()).isEqualTo("consumer \"audit\"");
        assertThat(EventSource.listener("").description()).isEqualTo("listener \"\"");
    }
}
