package org.streamlistening.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.spi.InitialContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.internal.threads.WaitingThreads;

/** Which thread factory of the container makes the threads that wait. */
class ApplicationOverridesTest {

    private static final Map<String, Object> BOUND = new HashMap<>();

    /** The naming of a container. */
    public static final class Names implements InitialContextFactory {

        @Override
        public Context getInitialContext(Hashtable<?, ?> environment) {
            return (Context) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Context.class}, (self, method, arguments) -> {
                        if (!method.getName().equals("lookup")) {
                            return null;
                        }
                        String name = arguments[0].toString();
                        return Optional.ofNullable(BOUND.get(name)).orElseThrow(() -> new NameNotFoundException(name));
                    });
        }
    }

    private final ManagedThreadFactory ofContainer = factory();
    private final ManagedThreadFactory ofApplication = factory();

    private static ManagedThreadFactory factory() {
        return (ManagedThreadFactory) Proxy.newProxyInstance(
                ApplicationOverridesTest.class.getClassLoader(),
                new Class<?>[] {ManagedThreadFactory.class},
                (self, method, arguments) -> method.getName().equals("equals") ? self == arguments[0] : null);
    }

    @BeforeEach
    void bindNames() {
        System.setProperty(Context.INITIAL_CONTEXT_FACTORY, Names.class.getName());
        BOUND.put("java:comp/DefaultManagedThreadFactory", ofContainer);
        BOUND.put("java:app/virtual", ofApplication);
    }

    @AfterEach
    void forgetNames() {
        System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
        BOUND.clear();
    }

    @Test
    void takesTheFactoryOfTheContainerUnlessThreadsAreVirtual() {
        Optional<ManagedThreadFactory> threads = ApplicationOverrides.waitingThreads(Optional.empty());
        if (WaitingThreads.areVirtual()) {
            assertThat(threads).isEmpty();
        } else {
            assertThat(threads).containsSame(ofContainer);
        }
    }

    @Test
    void needsNoFactoryOfTheContainer() {
        BOUND.clear();
        assertThat(ApplicationOverrides.waitingThreads(Optional.empty())).isEmpty();
    }

    @Test
    void takesTheFactoryOfTheConfiguredName() {
        assertThat(ApplicationOverrides.waitingThreads(Optional.of("java:app/virtual")))
                .containsSame(ofApplication);
    }

    @Test
    void rejectsAConfiguredNameWithoutAFactory() {
        assertThatThrownBy(() -> ApplicationOverrides.waitingThreads(Optional.of("java:app/none")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("DS-038")
                .hasMessageContaining("java:app/none");
        assertThatThrownBy(() -> ApplicationOverrides.waitingThreads(Optional.of("ldap://example.org/none")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("DS-038")
                .hasMessageContaining("must begin with 'java:'");
    }

    @Test
    void rejectsAConfiguredNameOfSomethingElse() {
        BOUND.put("java:app/executor", "an executor");
        assertThatThrownBy(() -> ApplicationOverrides.waitingThreads(Optional.of("java:app/executor")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("DS-038")
                .hasMessageContaining("java:app/executor");
    }

    @Test
    void rejectsAFactoryForSlowObserversThatIsSomethingElse() {
        BOUND.put("java:app/executor", "an executor");
        ApplicationOverrides overrides = new ApplicationOverrides(withoutBeans());
        assertThat(overrides.threads(Optional.of("java:app/virtual"))).containsSame(ofApplication);
        assertThatThrownBy(() -> overrides.threads(Optional.of("java:app/executor")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("DS-038")
                .hasMessageContaining("durable-streams.delivery.thread-factory is 'java:app/executor'");
    }

    @Test
    void rejectsAConfiguredNameWithoutAFactoryForSlowObservers() {
        ApplicationOverrides overrides = new ApplicationOverrides(withoutBeans());
        assertThatThrownBy(() -> overrides.threads(Optional.of("java:app/none")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("DS-038")
                .hasMessageContaining("durable-streams.delivery.thread-factory is 'java:app/none'");
    }

    @Test
    void slowObserversNeedNoFactoryOfTheContainer() {
        ApplicationOverrides overrides = new ApplicationOverrides(withoutBeans());
        assertThat(overrides.threads(Optional.empty())).containsSame(ofContainer);
        BOUND.clear();
        assertThat(overrides.threads(Optional.empty())).isEmpty();
    }

    /** A container in which nothing can be resolved. */
    private static BeanManager withoutBeans() {
        Object nothing = Proxy.newProxyInstance(
                ApplicationOverridesTest.class.getClassLoader(),
                new Class<?>[] {BeanManager.class, Instance.class},
                (self, method, arguments) -> method.getReturnType() == boolean.class ? (Object) false : self);
        return (BeanManager) nothing;
    }
}
