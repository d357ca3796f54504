package org.streamlistening.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.spi.Contextual;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.PassivationCapable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.internal.request.BridgedRequest;
import org.streamlistening.internal.request.DeliveryRequests;
import org.streamlistening.support.Application;

/** A request of the session during the start of a delivery: the delivery uses a consistent caller and beans. */
class SessionDeliveryContextTest {

    private final BridgedSession bridged = new BridgedSession();
    private final List<String> delivered = new ArrayList<>();
    private Application application;
    private SessionDeliveryContext session;

    @BeforeEach
    void start() {
        application = new Application();
        var beanManager = application.container().getBeanManager();
        session = new SessionDeliveryContext(new SessionBridge(
                beanManager, List.of(), Set.of(), bridged, new DeliveryRequests(beanManager, new BridgedRequest())));
    }

    @AfterEach
    void stop() {
        application.close();
    }

    /** A bean that identifies the session. */
    private static final class Owner implements Contextual<String>, PassivationCapable {

        @Override
        public String getId() {
            return "owner";
        }

        @Override
        public String create(CreationalContext<String> context) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void destroy(String instance, CreationalContext<String> context) {}
    }

    private static SessionBeans beans(long order, String owner) {
        return new SessionBeans(order, Map.of("owner", owner));
    }

    private void deliver() {
        session.around(() -> delivered.add(bridged.get(new Owner())));
    }

    /** The context of a caller, which runs another action first. */
    private Executor context(String caller, Runnable meanwhile) {
        return task -> {
            delivered.add("as " + caller);
            meanwhile.run();
            task.run();
        };
    }

    @Test
    void aCallerDuringTheStartOfADeliveryAppliesToTheNextOne() {
        CallerContext later = new CallerContext(beans(2, "beans of Bob"), context("Bob", () -> {}), () -> "Bob");
        session.calledFrom(new CallerContext(
                beans(1, "beans of Ann"), context("Ann", () -> session.calledFrom(later)), () -> "Ann"));
        deliver();
        deliver();
        assertThat(delivered).containsExactly("as Ann", "beans of Ann", "as Bob", "beans of Bob");
    }

    @Test
    void aRequestThatEndsDuringTheStartOfADeliveryAppliesToTheNextOne() {
        AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> session.refresh(beans(2, "beans of later")));
        session.calledFrom(new CallerContext(
                beans(1, "beans of before"),
                context("Ann", () -> meanwhile.get().run()),
                null));
        deliver();
        deliver();
        assertThat(delivered).containsExactly("as Ann", "beans of before", "as Ann", "beans of later");
    }

    @Test
    void aSessionThatEndsDuringTheStartOfADeliveryKeepsItsBeansForThatOneOnly() {
        session.calledFrom(
                new CallerContext(beans(1, "beans of Ann"), context("Ann", session::forgetBeans), () -> "Ann"));
        deliver();
        assertThat(session.principal()).isNull();
        session.around(() -> delivered.add(String.valueOf((Object) bridged.get((Contextual<?>) new Owner()))));
        assertThat(delivered).containsExactly("as Ann", "beans of Ann", "null");
    }
}
