package org.streamlistening.internal.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.annotation.JsonbSubtype;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.Offset;
import org.streamlistening.StreamData;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamMessage;
import org.streamlistening.internal.failures.FailureLog;
import org.streamlistening.internal.listen.delivery.DeliveryToken;
import org.streamlistening.internal.testkit.ActionObserver;

/** Observers are resolved once for each class of payload, and a message is decoded once for all observers. */
class QualifiedObserversTest {

    @JsonbTypeInfo({@JsonbSubtype(alias = "said", type = Said.class), @JsonbSubtype(alias = "left", type = Left.class)})
    public interface ChatEvent {}

    public record Said(String text) implements ChatEvent {}

    public record Left(String user) implements ChatEvent {}

    /** Sessions do not share it. */
    public static class Mutable {
        public String text = "";
    }

    private final Jsonb jsonb = JsonbBuilder.create();
    private final List<Object> decoded = new ArrayList<>();
    private final List<String> received = new ArrayList<>();
    private final List<Class<?>> resolved = new ArrayList<>();
    private final List<ObserverMethod<?>> observers = new ArrayList<>();
    private boolean broken;

    @AfterEach
    void close() throws Exception {
        jsonb.close();
    }

    private EventObservers newListener(QualifiedObservers of) {
        return new EventObservers(of, new FailureLog((delay, task) -> () -> {}));
    }

    private QualifiedObservers observers(Class<?>... payloads) {
        return observers(List.of(), payloads);
    }

    private QualifiedObservers observers(List<ListObserver> lists, Class<?>... payloads) {
        return new QualifiedObservers(
                beanManager(),
                StreamListening.Literal.of(""),
                observer -> true,
                new Payloads(List.of(payloads), counting()),
                lists,
                List.of(),
                observer -> observer.toString());
    }

    private Jsonb counting() {
        return (Jsonb) Proxy.newProxyInstance(
                Jsonb.class.getClassLoader(), new Class<?>[] {Jsonb.class}, (proxy, method, arguments) -> {
                    decoded.add(arguments[0]);
                    return method.invoke(jsonb, arguments);
                });
    }

    private BeanManager beanManager() {
        return (BeanManager) Proxy.newProxyInstance(
                BeanManager.class.getClassLoader(), new Class<?>[] {BeanManager.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("resolveObserverMethods");
                    if (broken) {
                        throw new IllegalStateException("the container stops");
                    }
                    resolved.add(arguments[0].getClass());
                    Set<ObserverMethod<?>> found = new LinkedHashSet<>(observers);
                    found.removeIf(observer -> !((Class<?>) observer.getObservedType()).isInstance(arguments[0]));
                    return found;
                });
    }

    private void observe(Class<?> type, int priority) {
        observers.add(observer(type, priority));
    }

    private <T> ActionObserver<T> observer(Class<T> type, int priority) {
        return new ActionObserver<>(
                type, Set.of(), priority, event -> received.add(type.getSimpleName() + " " + priority));
    }

    private static void say(EventObservers listener) {
        listener.notifyOf(json("{\"@type\":\"said\",\"text\":\"hi\"}"), DeliveryToken.alwaysCurrent());
    }

    private static StreamMessage json(String text) {
        return StreamMessage.of(text, "application/json");
    }

    @Test
    void resolvesOnceForAllMessagesOfAllListeners() {
        observe(ChatEvent.class, 1);
        QualifiedObservers shared = observers(ChatEvent.class);
        for (int listener = 0; listener < 3; listener++) {
            EventObservers one = newListener(shared);
            for (int message = 0; message < 10; message++) {
                say(one);
            }
        }
        assertThat(received).hasSize(30);
        assertThat(resolved).containsExactly(Said.class);
    }

    @Test
    void resolvesByTheClassOfTheObject() {
        observe(Said.class, 1);
        observe(Left.class, 1);
        observe(ChatEvent.class, 2);
        EventObservers listener = newListener(observers(ChatEvent.class, Said.class, Left.class));
        say(listener);
        listener.notifyOf(json("{\"@type\":\"left\",\"user\":\"bob\"}"), DeliveryToken.alwaysCurrent());
        say(listener);
        assertThat(received).containsExactly("Said 1", "ChatEvent 2", "Left 1", "ChatEvent 2", "Said 1", "ChatEvent 2");
        assertThat(resolved).containsExactly(Said.class, Left.class);
    }

    @Test
    void ordersTheObserversOfAllPayloadsOfAMessageByPriority() {
        observe(String.class, 3);
        observe(String.class, 1);
        observe(StreamMessage.class, 4);
        observe(StreamMessage.class, 2);
        newListener(observers(String.class, StreamMessage.class)).notifyOf(json("1"), DeliveryToken.alwaysCurrent());
        assertThat(received).containsExactly("String 1", "StreamMessage 2", "String 3", "StreamMessage 4");
    }

    @Test
    void resolvesAgainAfterAFailure() {
        observe(ChatEvent.class, 1);
        EventObservers listener = newListener(observers(ChatEvent.class));
        broken = true;
        assertThatThrownBy(() -> say(listener)).hasMessageContaining("the container stops");
        broken = false;
        say(listener);
        assertThat(received).containsExactly("ChatEvent 1");
    }

    @Test
    void decodesAMessageOnceForItsObserversAndThoseOfTheBatch() {
        observe(Mutable.class, 1);
        observe(Mutable.class, 2);
        ListObserver list = new ListObserver(Mutable.class, observer(List.class, 3));
        ListObserver another = new ListObserver(Mutable.class, observer(List.class, 4));
        EventObservers listener = newListener(observers(List.of(list, another), Mutable.class));
        List<StreamMessage> batch = List.of(json("{\"text\":\"a\"}"), json("{\"text\":\"b\"}"));
        listener.notifyOf(new StreamData("", "", "s", Offset.of("1"), batch), DeliveryToken.alwaysCurrent());
        batch.forEach(message -> listener.notifyOf(message, DeliveryToken.alwaysCurrent()));
        assertThat(received).containsExactly("List 3", "List 4", "Mutable 1", "Mutable 2", "Mutable 1", "Mutable 2");
        assertThat(decoded).hasSize(2);
    }
}
