package org.streamlistening.internal.session;

import jakarta.enterprise.inject.spi.BeanManager;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.streamlistening.StreamListening;
import org.streamlistening.internal.deliver.EventObservers;
import org.streamlistening.internal.deliver.Payloads;
import org.streamlistening.internal.deliver.QualifiedObservers;
import org.streamlistening.internal.deployment.ModuleView;
import org.streamlistening.internal.listen.delivery.ObserverNotifier;
import org.streamlistening.internal.runtime.StreamRuntime;

/** The observers of one web application, by the name that they select listeners by. For any thread. */
final class SessionObservers {

    private final BeanManager beanManager;
    private final StreamRuntime runtime;
    private final ModuleView view;
    private final Map<String, QualifiedObservers> qualified = new ConcurrentHashMap<>();

    SessionObservers(BeanManager beanManager, StreamRuntime runtime, ModuleView view) {
        this.beanManager = beanManager;
        this.runtime = runtime;
        this.view = view;
    }

    /** The observers that a listener with this qualifier notifies. */
    ObserverNotifier ofListener(String qualifier) {
        return new EventObservers(
                qualified.computeIfAbsent(qualifier, this::resolve),
                runtime.tails().failures());
    }

    private QualifiedObservers resolve(String qualifier) {
        Payloads payloads = new Payloads(
                view.payloadTypes(qualifier),
                runtime.jsonb(),
                runtime.settings().listeners().maxNesting());
        return new QualifiedObservers(
                beanManager,
                StreamListening.Literal.of(qualifier),
                view::includes,
                payloads,
                view.listObservers(qualifier),
                view.excludedObservers());
    }
}
