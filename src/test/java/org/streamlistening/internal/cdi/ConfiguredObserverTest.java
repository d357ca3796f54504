package org.streamlistening.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.EventContext;
import jakarta.enterprise.inject.spi.EventMetadata;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.inject.Inject;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
import org.jboss.weld.junit5.auto.AddBeanClasses;
import org.jboss.weld.junit5.auto.AddExtensions;
import org.jboss.weld.junit5.auto.EnableAutoWeld;
import org.junit.jupiter.api.Test;
import org.streamlistening.StreamCompleted;
import org.streamlistening.StreamListening;
import org.streamlistening.consumer.StreamConsuming;
import org.streamlistening.testkit.StreamEvents;
import org.streamlistening.testkit.StreamEventsExtension;

/** Observers that another extension adds by a configurator: CDI calls them with an {@link EventContext} only. */
@EnableAutoWeld
@AddExtensions({StreamEventsExtension.class, ConfiguredObserverTest.Other.class})
@AddBeanClasses(ConfiguredObserverTest.Audit.class)
class ConfiguredObserverTest {

    public record Token(String text) {}

    private static final Annotation LISTENING = StreamListening.Literal.of("");
    private static final Annotation CONSUMING = StreamConsuming.Literal.of("audit");

    /** Makes the names known. */
    static class Audit {

        void onToken(@Observes @StreamListening Token token) {
            // The other observers are of interest.
        }

        void onNumber(@Observes @StreamConsuming("audit") Integer number) {
            // The other observers are of interest.
        }
    }

    /** The extension of another library. */
    public static class Other implements Extension {

        private final List<Object> received = new ArrayList<>();
        private final List<EventMetadata> metadata = new ArrayList<>();

        void register(@Observes AfterBeanDiscovery event) {
            event.<Token>addObserverMethod()
                    .observedType(Token.class)
                    .addQualifier(LISTENING)
                    .notifyWith(this::receive);
            event.<List<Token>>addObserverMethod()
                    .observedType(new TypeLiteral<List<Token>>() {}.getType())
                    .addQualifier(LISTENING)
                    .notifyWith(this::receive);
            event.<StreamCompleted>addObserverMethod()
                    .observedType(StreamCompleted.class)
                    .addQualifier(LISTENING)
                    .notifyWith(context -> received.add("completed"));
            event.<Integer>addObserverMethod()
                    .observedType(Integer.class)
                    .addQualifier(CONSUMING)
                    .notifyWith(this::receive);
        }

        private void receive(EventContext<?> context) {
            received.add(context.getEvent());
            metadata.add(context.getMetadata());
        }

        List<Object> received() {
            return received;
        }

        List<EventMetadata> metadata() {
            return metadata;
        }
    }

    @Inject
    StreamEvents events;

    @Inject
    Other other;

    @Test
    void receivesWhatAMethodWouldReceive() {
        events.listener().fire(new Token("a"));
        events.listener().complete();
        events.consumer("audit").fire(7);
        assertThat(other.received()).containsExactlyInAnyOrder(new Token("a"), List.of(new Token("a")), "completed", 7);
    }

    @Test
    void canAskForTheQualifiersAndTheTypeOfItsEvent() {
        events.listener().fire(new Token("a"));
        assertThat(other.metadata()).isNotEmpty().allSatisfy(one -> {
            assertThat(one.getQualifiers()).containsExactlyInAnyOrder(LISTENING, Any.Literal.INSTANCE);
            assertThat(one.getInjectionPoint()).isNull();
        });
        assertThat(other.metadata()).extracting(EventMetadata::getType).contains(Token.class);
    }
}
