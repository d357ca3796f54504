package org.streamlistening.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ejb.Stateless;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ConversationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.EventMetadata;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.streamlistening.Delivering;
import org.streamlistening.Logged;
import org.streamlistening.StreamCompleted;
import org.streamlistening.StreamData;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;
import org.streamlistening.consumer.CheckpointStore;
import org.streamlistening.consumer.StreamConsumer;
import org.streamlistening.consumer.StreamConsuming;
import org.streamlistening.support.Application;

/** The deployment rejects observers that no consumer can reach, with a reason. One deliberately wrong bean per test. */
class ConsumerRulesTest {

    private static final String URL = "durable-streams.url";

    @BeforeEach
    void configure() {
        System.setProperty(URL, "http://127.0.0.1:1/");
    }

    @AfterEach
    void clear() {
        System.clearProperty(URL);
    }

    @ApplicationScoped
    static class Observing {
        void onData(@Observes @StreamConsuming("audit") StreamData data, @Delivering StreamConsumer audit) {}
    }

    @ApplicationScoped
    static class Injects {
        @Inject
        @StreamConsuming("audit")
        StreamConsumer audit;
    }

    @SessionScoped
    static class ObservesInASession implements Serializable {
        private static final long serialVersionUID = 1;

        void onData(@Observes @StreamConsuming("audit") StreamData data) {}
    }

    @SessionScoped
    static class CannotBePassivated {
        void onData(@Observes @StreamConsuming("audit") StreamData data) {}
    }

    @ConversationScoped
    static class ObservesInAConversation implements Serializable {
        private static final long serialVersionUID = 1;

        void onData(@Observes @StreamConsuming("audit") StreamData data) {}
    }

    @RequestScoped
    static class ObservesInARequest {
        void onData(@Observes @StreamConsuming("audit") StreamData data) {}
    }

    @RequestScoped
    static class ObservesStaticallyInARequest {
        static void onData(@Observes @StreamConsuming("audit") StreamData data) {}
    }

    @Dependent
    static class ObservesInNewInstances {
        @Inject
        @StreamListening
        StreamListener stream;

        void onConsumed(@Observes @StreamConsuming("audit") StreamData data) {}

        void onListened(@Observes @StreamListening StreamData data) {}

        void onAnyEnd(@Observes StreamCompleted end) {}

        void onAnything(@Observes @Any Object event) {}

        static void statically(@Observes @StreamConsuming("audit") StreamData data) {}
    }

    @Stateless
    @Dependent
    static class ObservesInAStatelessEjb {
        void onData(@Observes @StreamConsuming("audit") StreamData data) {}
    }

    @ApplicationScoped
    static class ObservesBoth {
        void onData(@Observes @StreamConsuming("audit") @StreamListening StreamData data) {}
    }

    @ApplicationScoped
    static class ObservesAName {
        void onData(@Observes @StreamConsuming("audit") @Named("data") StreamData data) {}
    }

    @ApplicationScoped
    static class ObservesAfterSuccess {
        void onData(@Observes(during = TransactionPhase.AFTER_SUCCESS) @StreamConsuming("audit") StreamData data) {}
    }

    @ApplicationScoped
    static class ObservesLater {
        void onData(@ObservesAsync @StreamConsuming("audit") StreamData data) {}
    }

    @ApplicationScoped
    static class WantsMetadata {
        void onData(@Observes @StreamConsuming("audit") StreamData data, EventMetadata metadata) {}
    }

    @ApplicationScoped
    static class WantsAMap {
        void onData(@Observes @StreamConsuming("audit") Map<String, String> data) {}
    }

    public interface Shape {}

    @ApplicationScoped
    static class ObservesAnInterface {
        void onShape(@Observes @StreamConsuming("audit") Shape shape) {}
    }

    public static class Animal {}

    public static class Dog extends Animal {}

    /** Neither source decodes to both types. */
    @ApplicationScoped
    static class ObservesEachOfAnotherSource {
        void onAnimal(@Observes @StreamConsuming("audit") Animal animal) {}

        void onDog(@Observes @StreamConsuming("mail") Dog dog) {}
    }

    @ApplicationScoped
    static class WantsTheListenerOfAConsumer {
        void onData(@Observes @StreamConsuming("audit") StreamData data, @Delivering StreamListener listener) {}
    }

    @ApplicationScoped
    static class WantsTheConsumerOfAListener {
        void onData(@Observes @StreamListening StreamData data, @Delivering StreamConsumer consumer) {}
    }

    @ApplicationScoped
    static class InjectsAWrongName {
        @Inject
        @StreamConsuming("the audit")
        StreamConsumer audit;
    }

    @ApplicationScoped
    static class ObservesWithAWrongName {
        void onText(@Observes String text, @StreamConsuming("the audit") StreamConsumer audit) {}
    }

    @ApplicationScoped
    static class ObservesAllStreams {
        void onEnd(@Observes StreamCompleted end) {}
    }

    @ApplicationScoped
    static class Store implements CheckpointStore {
        @Override
        public Optional<Checkpoint> read(String consumer) {
            return Optional.empty();
        }

        @Override
        public boolean write(String consumer, long expectedVersion, String content) {
            return false;
        }
    }

    @ApplicationScoped
    static class SecondStore extends Store {}

    /** An observer of the consumer of a name that is known only at run time. */
    static class Adding implements Extension {

        private final String name;

        Adding(String name) {
            this.name = name;
        }

        void add(@Observes AfterBeanDiscovery event) {
            event.<StreamData>addObserverMethod()
                    .beanClass(Adding.class)
                    .observedType(StreamData.class)
                    .addQualifier(StreamConsuming.Literal.of(name))
                    .notifyWith(context -> {});
        }
    }

    private static List<String> warnings(Class<?>... classes) {
        try (Logged logged = Logged.warnings();
                Application application = new Application(classes)) {
            assertThat(application.container().isRunning()).isTrue();
            return logged.sentences();
        }
    }

    @Test
    void acceptsAnObserverInAnApplicationScopedBean() {
        assertThat(warnings(Observing.class)).isEmpty();
    }

    @Test
    void needsAServerIfABeanObservesAConsumer() {
        System.clearProperty(URL);
        assertThatThrownBy(() -> new Application(Observing.class)).hasMessageContaining("DS-001");
    }

    @Test
    void needsAServerIfABeanInjectsAConsumer() {
        System.clearProperty(URL);
        assertThatThrownBy(() -> new Application(Injects.class)).hasMessageContaining("DS-001");
    }

    @Test
    void warnsOfAConsumerThatNoBeanObserves() {
        assertThat(warnings(Injects.class))
                .singleElement()
                .asString()
                .contains("DS-044", "'audit'", "@Observes @StreamConsuming(\"audit\")");
        assertThat(warnings(Injects.class, Observing.class)).isEmpty();
        assertThat(warnings(Injects.class, ObservesAllStreams.class)).isEmpty();
    }

    @Test
    void rejectsTwoStoresOfCheckpoints() {
        assertThatThrownBy(() -> new Application(Observing.class, Store.class, SecondStore.class, WantsAMap.class))
                .hasMessageContaining("DS-045")
                .hasMessageContaining("SecondStore")
                .hasMessageContaining("DS-012");
    }

    @Test
    void rejectsAnObserverInASessionScopedBean() {
        assertThatThrownBy(() -> new Application(ObservesInASession.class))
                .hasMessageContaining("DS-014")
                .hasMessageContaining("ObservesInASession.onData")
                .hasMessageContaining("@SessionScoped")
                .hasMessageContaining("observe in an @ApplicationScoped bean");
    }

    @Test
    void reportsTheScopeEvenIfTheContainerRejectsTheBean() {
        assertThatThrownBy(() -> new Application(CannotBePassivated.class))
                .hasMessageContaining("DS-013")
                .hasMessageContaining("DS-014");
    }

    @Test
    void rejectsAnObserverInABeanOfAConversation() {
        assertThatThrownBy(() -> new Application(ObservesInAConversation.class))
                .hasMessageContaining("DS-014")
                .hasMessageContaining("observe in an @ApplicationScoped bean");
    }

    @Test
    void warnsOfAnObserverInARequestScopedBean() {
        assertThat(warnings(ObservesInARequest.class, ObservesStaticallyInARequest.class))
                .singleElement()
                .asString()
                .contains("DS-028", "ObservesInARequest.onData", "@ApplicationScoped")
                .doesNotContain("@SessionScoped");
    }

    @Test
    void warnsOfObserversWithANewInstanceForEachMessage() {
        assertThat(warnings(ObservesInNewInstances.class))
                .hasSize(3)
                .allSatisfy(text -> assertThat(text).contains("DS-041"))
                .anySatisfy(text -> assertThat(text)
                        .contains("ObservesInNewInstances.onConsumed", "@ApplicationScoped")
                        .doesNotContain("@SessionScoped"))
                .anySatisfy(text -> assertThat(text).contains("ObservesInNewInstances.onListened", "@SessionScoped"))
                .anySatisfy(text -> assertThat(text).contains("ObservesInNewInstances.onAnyEnd"));
    }

    @Test
    void acceptsAnObserverInAnEjbWhoseInstancesAreShared() {
        assertThat(warnings(ObservesInAStatelessEjb.class)).isEmpty();
    }

    @Test
    void rejectsAnObserverOfAListenerAndAConsumer() {
        assertThatThrownBy(() -> new Application(ObservesBoth.class))
                .hasMessageContaining("DS-019")
                .hasMessageContaining("ObservesBoth.onData")
                .hasMessageContaining("in a method of its own");
    }

    @Test
    void rejectsAnObserverWithAFurtherQualifier() {
        assertThatThrownBy(() -> new Application(ObservesAName.class))
                .hasMessageContaining("DS-019")
                .hasMessageContaining("@Named");
    }

    @Test
    void rejectsAnObserverThatWaitsForATransaction() {
        assertThatThrownBy(() -> new Application(ObservesAfterSuccess.class))
                .hasMessageContaining("DS-019")
                .hasMessageContaining("@Transactional");
    }

    @Test
    void rejectsAnAsynchronousObserver() {
        assertThatThrownBy(() -> new Application(ObservesLater.class)).hasMessageContaining("DS-010");
    }

    @Test
    void rejectsAnObserverWithMetadata() {
        assertThatThrownBy(() -> new Application(WantsMetadata.class))
                .hasMessageContaining("DS-011")
                .hasMessageContaining("@Delivering StreamConsumer, names its consumer");
    }

    @Test
    void rejectsAPayloadWithTypeParameters() {
        assertThatThrownBy(() -> new Application(WantsAMap.class)).hasMessageContaining("DS-012");
    }

    @Test
    void rejectsAPayloadThatIsAbstract() {
        assertThatThrownBy(() -> new Application(ObservesAnInterface.class))
                .hasMessageContaining("DS-017")
                .hasMessageContaining("no message of consumer \"audit\"");
    }

    @Test
    void decodesThePayloadsOfEachConsumerByThemselves() {
        assertThat(warnings(ObservesEachOfAnotherSource.class)).isEmpty();
    }

    @Test
    void rejectsAnObserverThatInjectsWhatDoesNotDeliver() {
        assertThatThrownBy(() -> new Application(WantsTheListenerOfAConsumer.class))
                .hasMessageContaining("DS-019")
                .hasMessageContaining("WantsTheListenerOfAConsumer.onData")
                .hasMessageContaining("inject @Delivering StreamConsumer");
        assertThatThrownBy(() -> new Application(WantsTheConsumerOfAListener.class))
                .hasMessageContaining("DS-019")
                .hasMessageContaining("inject @Delivering StreamListener");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "an audit",
                "a/b",
                "a%b",
                "..",
                ".a",
                "ä",
                "audit\n",
                "12345678901234567890123456789012345678901234567890123456789012345"
            })
    void rejectsANameThatNoConsumerCanHave(String name) {
        assertThatThrownBy(() -> new Application(List.of(new Adding(name))))
                .hasMessageContaining("DS-039")
                .hasMessageContaining("Adding")
                .hasMessageContaining("\"" + name + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "A-1_b.c", "a..", "1234567890123456789012345678901234567890123456789012345678901234"})
    void acceptsTheNameOfAConsumer(String name) {
        try (Application application = new Application(List.of(new Adding(name)))) {
            assertThat(application.container().isRunning()).isTrue();
        }
    }

    @Test
    void rejectsAWrongNameOfAnInjectionPoint() {
        assertThatThrownBy(() -> new Application(InjectsAWrongName.class))
                .hasMessageContaining("DS-039")
                .hasMessageContaining("InjectsAWrongName.audit")
                .hasMessageContaining("\"the audit\"");
        assertThatThrownBy(() -> new Application(ObservesWithAWrongName.class))
                .hasMessageContaining("DS-039")
                .hasMessageContaining("ObservesWithAWrongName.onText");
    }
}
