package org.streamlistening.internal.request;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.spi.Contextual;
import jakarta.enterprise.context.spi.CreationalContext;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Beans that destroy each other while all of them are destroyed. */
class RequestBeansTest {

    private final RequestBeans beans = new RequestBeans();
    private final List<String> events = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();

    /** A bean whose destruction runs an action. */
    private final class Destroying implements Contextual<String> {

        private final String name;
        private Runnable onDestroy = () -> {};

        Destroying(String name) {
            this.name = name;
        }

        @Override
        public String create(CreationalContext<String> context) {
            return name;
        }

        @Override
        public void destroy(String instance, CreationalContext<String> context) {
            events.add(instance + " destroyed");
            onDestroy.run();
        }
    }

    @SuppressWarnings("unchecked")
    private static CreationalContext<String> context() {
        return (CreationalContext<String>) Proxy.newProxyInstance(
                CreationalContext.class.getClassLoader(),
                new Class<?>[] {CreationalContext.class},
                (proxy, method, arguments) -> null);
    }

    private Destroying made(String name) {
        Destroying bean = new Destroying(name);
        beans.make(bean, context());
        return bean;
    }

    @Test
    void aBeanThatWasDestroyedIsNotDestroyedAgainByALaterOne() {
        beans.begin();
        Destroying first = made("first");
        Destroying second = made("second");
        second.onDestroy = () -> beans.destroy(first);
        beans.end(failures::add);
        assertThat(events).containsExactly("first destroyed", "second destroyed");
        assertThat(failures).isEmpty();
    }

    @Test
    void aBeanThatDestroysItselfIsDestroyedOnce() {
        beans.begin();
        Destroying bean = made("bean");
        bean.onDestroy = () -> beans.destroy(bean);
        beans.end(failures::add);
        assertThat(events).containsExactly("bean destroyed");
    }

    @Test
    void aLaterBeanThatAnEarlierOneDestroysIsDestroyedOnce() {
        beans.begin();
        Destroying first = made("first");
        Destroying second = made("second");
        first.onDestroy = () -> beans.destroy(second);
        beans.end(failures::add);
        assertThat(events).containsExactly("first destroyed", "second destroyed");
    }
}
