package org.streamlistening.internal.cdi;

import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import org.jspecify.annotations.Nullable;

/**
 * The bean archive of this library, whose bean manager sees the beans of the application. The manager that a container
 * passes to the extension need not see them: on Payara it is that of an archive with nothing but the extension, and a
 * lookup through it finds no {@code ListenAuthorizer} and no store of the application.
 *
 * <p>The thread that deploys.
 */
final class LibraryArchive {

    private @Nullable Bean<?> ofThisCopy;

    /** The container passes the beans of all WARs to an extension. */
    void collect(Bean<?> bean) {
        if (bean.getBeanClass() == Identifiers.ThisCopy.class) {
            ofThisCopy = bean;
        }
    }

    /**
     * The bean manager of this archive, from the end of the deployment on.
     *
     * @param ofExtension the result where the container does not discover the beans of this library
     */
    BeanManager beanManager(BeanManager ofExtension) {
        Bean<?> bean = ofThisCopy;
        if (bean == null) {
            return ofExtension;
        }
        // By the bean itself: its type cannot be looked up through the manager of the extension.
        return ((Identifiers.ThisCopy) ofExtension.getReference(
                        bean, Identifiers.ThisCopy.class, ofExtension.createCreationalContext(bean)))
                .beanManager();
    }
}
