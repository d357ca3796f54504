package org.streamlistening.internal.cdi;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.PassivationCapable;
import java.io.Serializable;

/**
 * Of the beans that the extension adds. Containers tell beans apart by them, and find by them what a session that was
 * written referred to; but they are those of a whole EAR, of which each WAR may have a copy of this library.
 */
final class Identifiers {

    private String own = "";
    private boolean severalCopies;

    /**
     * The one bean of this library that the container finds by itself: into its identifier the container puts whose it is.
     * That of a type which an extension adds would not do: Open Liberty takes those of two copies for the same.
     */
    @Dependent
    static final class ThisCopy implements Serializable {
        private static final long serialVersionUID = 1;
    }

    /** The container tells an extension of the beans of all WARs. */
    void learn(Bean<?> bean) {
        if (bean.getBeanClass() == ThisCopy.class && bean instanceof PassivationCapable identified) {
            own = identified.getId() + "/";
        } else if (bean.getBeanClass().getName().equals(ThisCopy.class.getName())) {
            severalCopies = true;
        }
    }

    /** The same after a restart, and no other copy's. */
    String of(String name) {
        return severalCopies ? own + name : name;
    }
}
