package org.streamlistening.internal.cdi;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.PassivationCapable;
import jakarta.inject.Inject;
import java.io.Serializable;

/**
 * The identifiers of the beans that the extension adds. A container distinguishes beans by their identifiers, and a
 * serialised session refers to beans by them. They must be unique in an EAR, whose WARs may each have a copy of this
 * library.
 */
final class Identifiers {

    private String prefix = "";
    private boolean severalCopies;

    /**
     * The only bean of this library that the container discovers. Its identifier, which the container makes, names the
     * module. A bean that an extension adds is no replacement: Open Liberty gives those of two copies one identifier.
     */
    @Dependent
    static final class ThisCopy implements Serializable {
        private static final long serialVersionUID = 1;

        private final BeanManager beanManager;

        @Inject
        ThisCopy(BeanManager beanManager) {
            this.beanManager = beanManager;
        }

        BeanManager beanManager() {
            return beanManager;
        }
    }

    /** The container passes the beans of all WARs to an extension. */
    void collect(Bean<?> bean) {
        if (bean.getBeanClass() == ThisCopy.class && bean instanceof PassivationCapable identified) {
            prefix = identified.getId() + "/";
        } else if (bean.getBeanClass().getName().equals(ThisCopy.class.getName())) {
            severalCopies = true;
        }
    }

    /**
     * The identifier of the bean of this name: the same after a restart, and different from that of every other copy.
     */
    String of(String name) {
        return severalCopies ? prefix + name : name;
    }
}
