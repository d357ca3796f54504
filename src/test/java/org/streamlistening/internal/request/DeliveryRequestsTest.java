package org.streamlistening.internal.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.Destroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.context.spi.Contextual;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.inject.Inject;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.Logged;
import org.streamlistening.support.Application;

/** The request contexts of the steps of a delivery; on Weld. */
class DeliveryRequestsTest {

    private static final List<String> EVENTS = new ArrayList<>();

    private final BridgedRequest bridged = new BridgedRequest();
    private Application application;
    private DeliveryRequests requests;

    @BeforeEach
    void start() {
        EVENTS.clear();
        start(Basket.class, Purse.class, Shop.class);
    }

    private void start(Class<?>... classes) {
        application = new Application(List.of(new AddsContext(bridged)), classes);
        requests = new DeliveryRequests(beanManager(), bridged);
    }

    @AfterEach
    void stop() {
        if (application.container().isRunning()) {
            application.close();
        }
    }

    private BeanManager beanManager() {
        return application.container().getBeanManager();
    }

    /** Adds the context to those of the container. */
    public static final class AddsContext implements Extension {

        private final BridgedRequest context;

        AddsContext(BridgedRequest context) {
            this.context = context;
        }

        void add(@Observes AfterBeanDiscovery event) {
            event.addContext(context);
        }
    }

    /** A bean of one request. */
    @RequestScoped
    public static class Basket {

        private static int made;

        @Inject
        Purse purse;

        private int number;
        private boolean paysAtTheEnd;

        public int number() {
            if (number == 0) {
                made++;
                number = made;
                EVENTS.add("basket " + number);
            }
            return number;
        }

        public void payAtTheEnd() {
            paysAtTheEnd = true;
        }

        @PreDestroy
        void destroyed() {
            if (paysAtTheEnd) {
                purse.open();
            }
            EVENTS.add("basket " + number + " destroyed");
        }
    }

    @RequestScoped
    public static class Purse {

        public void open() {
            EVENTS.add("purse opened");
        }

        @PreDestroy
        void destroyed() {
            EVENTS.add("purse destroyed");
        }
    }

    /** Uses the request as an observer of a message does. */
    @ApplicationScoped
    public static class Shop {

        @Inject
        Basket basket;

        @Inject
        Instance<Basket> baskets;

        @Inject
        RequestContextController controller;

        public int basket() {
            return basket.number();
        }

        @ActivateRequestContext
        public int basketOfActivated() {
            return basket.number();
        }

        public void emptyBasket() {
            baskets.destroy(basket);
        }

        public boolean activatesAnother() {
            boolean activated = controller.activate();
            controller.deactivate();
            return activated;
        }

        public void payAtTheEnd() {
            basket.payAtTheEnd();
        }
    }

    /** Observes the requests of its application. */
    @ApplicationScoped
    public static class Doorman {

        void begins(@Observes @Initialized(RequestScoped.class) Object request) {
            EVENTS.add("begins");
        }

        void ends(@Observes @BeforeDestroyed(RequestScoped.class) Object request) {
            EVENTS.add("ends");
        }

        void ended(@Observes @Destroyed(RequestScoped.class) Object request) {
            EVENTS.add("ended");
        }
    }

    private Shop shop() {
        return application.container().select(Shop.class).get();
    }

    private void step(Runnable step) {
        requests.inRequest(() -> {
            step.run();
            return true;
        });
    }

    /** The basket number of the first one that is made now. */
    private static int next() {
        return Basket.made + 1;
    }

    private static void assertTwoBasketsOneAfterTheOther(int first) {
        assertThat(EVENTS)
                .containsExactly(
                        "basket " + first,
                        "basket " + first + " destroyed",
                        "basket " + (first + 1),
                        "basket " + (first + 1) + " destroyed");
    }

    @Test
    void eachStepHasInstancesOfItsOwn() {
        int first = next();
        requests.around(() -> {
            step(() -> assertThat(shop().basket()).isEqualTo(shop().basket()));
            step(() -> shop().basket());
        });
        assertTwoBasketsOneAfterTheOther(first);
    }

    @Test
    void aStepThatThrowsDestroysItsInstances() {
        requests.around(() -> {
            assertThatThrownBy(() -> step(() -> {
                        shop().basket();
                        throw new IllegalStateException("the observer fails on purpose");
                    }))
                    .hasMessageContaining("on purpose");
            assertThat(EVENTS).hasSize(2).last().asString().endsWith("destroyed");
            step(() -> shop().basket());
        });
        assertThat(EVENTS).hasSize(4);
    }

    @Test
    void isActiveDuringAStepOnItsThreadOnly() {
        requests.around(() -> {
            assertThat(bridged.isActive()).isFalse();
            step(() -> {
                assertThat(bridged.isActive()).isTrue();
                CompletableFuture<Integer> elsewhere = CompletableFuture.supplyAsync(shop()::basket);
                assertThatThrownBy(elsewhere::join).hasRootCauseInstanceOf(ContextNotActiveException.class);
            });
            assertThatThrownBy(() -> shop().basket()).isInstanceOf(ContextNotActiveException.class);
        });
        assertThatThrownBy(() -> shop().basket()).isInstanceOf(ContextNotActiveException.class);
    }

    @Test
    void theContainerFindsTheContextActive() {
        requests.around(() -> step(() -> {
            int basket = shop().basket();
            assertThat(shop().basketOfActivated()).isEqualTo(basket);
            assertThat(shop().activatesAnother()).isFalse();
            assertThat(shop().basket()).isEqualTo(basket);
        }));
        assertThat(EVENTS).hasSize(2);
    }

    @Test
    void aStepOnTheThreadOfARequestJoinsThatRequest() {
        application.session().run(() -> {
            int basket = shop().basket();
            requests.around(() -> step(() -> assertThat(shop().basket()).isEqualTo(basket)));
            assertThat(shop().basket()).isEqualTo(basket);
            assertThat(EVENTS).hasSize(1);
        });
    }

    @Test
    void aDeliveryWithinAStepHasInstancesOfItsOwn() {
        requests.around(() -> step(() -> {
            int outer = shop().basket();
            requests.around(() -> step(() -> assertThat(shop().basket()).isNotEqualTo(outer)));
            assertThat(shop().basket()).isEqualTo(outer);
        }));
        assertThat(EVENTS).hasSize(4);
    }

    @Test
    void anInstanceThatTheApplicationDestroysIsReplaced() {
        int first = next();
        requests.around(() -> step(() -> {
            shop().basket();
            shop().emptyBasket();
            shop().basket();
        }));
        assertTwoBasketsOneAfterTheOther(first);
    }

    @Test
    void anInstanceThatADestructionMakesIsDestroyedToo() {
        requests.around(() -> step(() -> shop().payAtTheEnd()));
        assertThat(EVENTS).containsExactly("purse opened", "basket 0 destroyed", "purse destroyed");
    }

    /** A bean whose destruction fails. */
    private record Fragile(String name) implements Contextual<String> {

        @Override
        public String create(CreationalContext<String> context) {
            return name;
        }

        @Override
        public void destroy(String instance, CreationalContext<String> context) {
            EVENTS.add(instance + " destroyed");
            throw new AssertionError("the destruction fails on purpose");
        }
    }

    @Test
    void aFailingDestructionNeitherFailsTheStepNorKeepsOtherInstances() {
        try (Logged log = Logged.warnings()) {
            requests.around(() -> {
                for (String bean : List.of("a", "b", "c")) {
                    step(() -> {
                        bridged.get(new Fragile(bean), null);
                        bridged.get(new Fragile(bean), beanManager().createCreationalContext(null));
                        bridged.get(new Fragile("another"), beanManager().createCreationalContext(null));
                    });
                }
            });
            assertThat(log.sentences()).hasSize(1);
        }
        assertThat(EVENTS)
                .containsExactly(
                        "a destroyed",
                        "another destroyed",
                        "b destroyed",
                        "another destroyed",
                        "c destroyed",
                        "another destroyed");
    }

    @Test
    void stepsThatNeedNoRequestAskTheContainerOnceForAllOfThem() {
        List<String> calls = new ArrayList<>();
        DeliveryRequests counted = new DeliveryRequests(recording(calls), bridged);
        calls.clear();
        counted.around(() -> {
            for (int i = 0; i < 100; i++) {
                counted.inRequest(() -> true);
            }
        });
        assertThat(calls).containsExactly("getContext");
    }

    private BeanManager recording(List<String> calls) {
        return (BeanManager) Proxy.newProxyInstance(
                BeanManager.class.getClassLoader(), new Class<?>[] {BeanManager.class}, (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    return method.invoke(beanManager(), arguments);
                });
    }

    @Test
    void firesTheEventsOfRequestsIfTheApplicationObservesThem() {
        application.close();
        start(Basket.class, Purse.class, Shop.class, Doorman.class);
        EVENTS.clear();
        int first = next();
        requests.around(() -> {
            step(() -> {});
            step(() -> shop().basket());
        });
        assertThat(EVENTS)
                .containsExactly(
                        "begins",
                        "ends",
                        "ended",
                        "begins",
                        "basket " + first,
                        "ends",
                        "basket " + first + " destroyed",
                        "ended");
    }

    @Test
    void aStopOfTheApplicationDuringAStepIsNoFailure() {
        requests.around(() -> step(() -> {
            shop().basket();
            application.close();
        }));
        requests.around(() -> step(() -> EVENTS.add("after the stop")));
        assertThat(EVENTS).contains("after the stop");
    }
}
