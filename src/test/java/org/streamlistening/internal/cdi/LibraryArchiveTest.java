package org.streamlistening.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.reflect.Proxy;
import java.security.Principal;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.streamlistening.ListenAuthorizer;

/** Lookups where the extension is in a bean archive of its own, which sees no beans of the application: on Payara. */
class LibraryArchiveTest {

    @ApplicationScoped
    static class NobodyMayListen implements ListenAuthorizer {
        @Override
        public boolean mayListen(String streamId, @Nullable Principal principal, String listener) {
            return false;
        }
    }

    private final LibraryArchive archive = new LibraryArchive();

    private static SeContainer start(Class<?>... beans) {
        return SeContainerInitializer.newInstance()
                .disableDiscovery()
                .addBeanClasses(beans)
                .initialize();
    }

    /** The manager of an archive with nothing but the extension. Beans that it is given, it can create. */
    private static BeanManager ofExtension(BeanManager complete) {
        return (BeanManager) Proxy.newProxyInstance(
                BeanManager.class.getClassLoader(),
                new Class<?>[] {BeanManager.class},
                (proxy, method, arguments) ->
                        method.getName().equals("getBeans") ? Set.of() : method.invoke(complete, arguments));
    }

    private static Set<Bean<?>> authorizers(BeanManager beanManager) {
        return beanManager.getBeans(ListenAuthorizer.class, Any.Literal.INSTANCE);
    }

    @Test
    void seesTheBeansOfTheApplicationThroughTheArchiveOfTheLibrary() {
        try (SeContainer container = start(Identifiers.ThisCopy.class, NobodyMayListen.class)) {
            BeanManager ofExtension = ofExtension(container.getBeanManager());
            assertThat(authorizers(ofExtension)).isEmpty();
            container
                    .getBeanManager()
                    .getBeans(Object.class, Any.Literal.INSTANCE)
                    .forEach(archive::collect);
            assertThat(authorizers(archive.beanManager(ofExtension))).hasSize(1);
        }
    }

    @Test
    void keepsTheManagerOfTheExtensionWhereTheContainerDoesNotDiscoverTheLibrary() {
        try (SeContainer container = start(NobodyMayListen.class)) {
            container
                    .getBeanManager()
                    .getBeans(Object.class, Any.Literal.INSTANCE)
                    .forEach(archive::collect);
            BeanManager ofExtension = container.getBeanManager();
            assertThat(archive.beanManager(ofExtension)).isSameAs(ofExtension);
        }
    }
}
