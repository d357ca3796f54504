package org.streamlistening.internal.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.streamlistening.Offset;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamPosition;
import org.streamlistening.consumer.StreamConsumer;

/** What the current thread knows of its delivery. */
class CurrentDeliveryTest {

    private static final StreamPosition OF_LISTENER = StreamPosition.at(Offset.of("1"));
    private static final StreamPosition OF_CONSUMER = StreamPosition.at(Offset.of("2"));

    private final CurrentDelivery current = new CurrentDelivery();
    private final DeliveringSource listener = source(StreamListener.class, OF_LISTENER);
    private final DeliveringSource consumer = source(StreamConsumer.class, OF_CONSUMER);

    private static DeliveringSource source(Class<?> type, StreamPosition position) {
        return (DeliveringSource) Proxy.newProxyInstance(
                CurrentDeliveryTest.class.getClassLoader(),
                new Class<?>[] {type, DeliveringSource.class},
                (proxy, method, arguments) -> position);
    }

    private void assertNothingIsDelivered() {
        assertThatThrownBy(current::listener)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("DS-024: no StreamListener is delivering")
                .hasMessageContaining("parameters of stream observers only");
        assertThatThrownBy(current::consumer).hasMessageStartingWith("DS-024: no StreamConsumer is delivering");
        assertThatThrownBy(current::position).hasMessageStartingWith("DS-024: no listener or consumer is delivering");
    }

    @Test
    void aListenerDelivers() {
        current.with(listener, () -> {
            assertThat((Object) current.listener()).isSameAs(listener);
            assertThat(current.position()).isEqualTo(OF_LISTENER);
            assertThatThrownBy(current::consumer)
                    .hasMessageStartingWith("DS-024: no StreamConsumer, but a StreamListener, is delivering")
                    .hasMessageContaining("use @Delivering StreamListener");
        });
        assertNothingIsDelivered();
    }

    @Test
    void aConsumerDelivers() {
        current.with(consumer, () -> {
            assertThat((Object) current.consumer()).isSameAs(consumer);
            assertThat(current.position()).isEqualTo(OF_CONSUMER);
            assertThatThrownBy(current::listener)
                    .hasMessageStartingWith("DS-024: no StreamListener, but a StreamConsumer, is delivering")
                    .hasMessageContaining("use @Delivering StreamConsumer");
        });
        assertNothingIsDelivered();
    }

    @Test
    void anObserverOfAConsumerCallsAListener() {
        current.with(consumer, () -> {
            current.with(listener, () -> assertThat(current.position()).isEqualTo(OF_LISTENER));
            assertThat((Object) current.consumer()).isSameAs(consumer);
        });
    }

    @Test
    void endsWithAnException() {
        assertThatThrownBy(() -> current.with(consumer, () -> {
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");
        assertNothingIsDelivered();
    }

    @Test
    void isThatOfTheThread() {
        current.with(
                consumer,
                () -> CompletableFuture.runAsync(this::assertNothingIsDelivered).join());
    }
}
