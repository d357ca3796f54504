package org.streamlistening.testkit;

import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import java.lang.annotation.Annotation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.streamlistening.Delivering;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamStatusChanged;
import org.streamlistening.consumer.StreamConsuming;
import org.streamlistening.internal.deployment.DeploymentModel;
import org.streamlistening.internal.testkit.ActionObserver;

/** The observers of a probe: one for each listener and consumer, behind those of the application. */
final class ProbeObservers {

    private final BeanManager beanManager;
    private final EventRecord record = new EventRecord(this::statuses);
    private final EventProbe probe = new EventProbe(record);

    ProbeObservers(BeanManager beanManager) {
        this.beanManager = beanManager;
    }

    EventProbe probe() {
        return probe;
    }

    /** Adds them, and the probe as a bean. */
    void addTo(AfterBeanDiscovery event, DeploymentModel model) {
        model.listenerNames().forEach(name -> add(event, StreamListening.Literal.of(name), this::keyOfListener));
        model.consumerNames().forEach(name -> add(event, StreamConsuming.Literal.of(name), () -> new Key(name, "")));
        event.<EventProbe>addBean()
                .types(EventProbe.class, Object.class)
                .scope(Singleton.class)
                .createWith(context -> probe);
    }

    private record Key(String source, String session) {}

    private void add(AfterBeanDiscovery event, Annotation qualifier, Supplier<Key> delivering) {
        event.addObserverMethod(new ActionObserver<>(
                Object.class, Set.of(qualifier), Integer.MAX_VALUE, observed -> received(observed, delivering)));
    }

    private void received(Object event, Supplier<Key> delivering) {
        if (event instanceof StreamEvent ofStream) {
            record.add(ofStream.listener(), ofStream.sessionKey(), event);
        } else {
            Key key = delivering.get();
            record.add(key.source(), key.session(), event);
        }
    }

    private Key keyOfListener() {
        StreamListener listener = beanManager
                .createInstance()
                .select(StreamListener.class, Delivering.Literal.INSTANCE)
                .get();
        return new Key(listener.getName(), listener.getSessionKey());
    }

    /** The last status of each listener and consumer, from its events. */
    private String statuses() {
        Map<String, String> last = new LinkedHashMap<>();
        for (ReceivedEvent received : record.all()) {
            if (received.event() instanceof StreamStatusChanged change) {
                String kind = received.isOfConsumer() ? "consumer" : "listener";
                last.put(
                        received.source() + received.sessionKey(),
                        kind + " '" + received.source() + "' of stream '" + change.streamId() + "': " + change.status()
                                + " at offset " + change.offset());
            }
        }
        return last.isEmpty()
                ? "No listener or consumer follows a stream: was listen called, is the consumer's stream configured?"
                : "Status: " + last.values().stream().collect(Collectors.joining("; "));
    }
}
