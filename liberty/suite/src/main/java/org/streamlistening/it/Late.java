package org.streamlistening.it;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.streamlistening.StreamListening;

/** Session beans that are created after the session begins to listen. */
final class Late {

    private Late() {}

    /** Receives messages only while it exists. */
    @SessionScoped
    static class Conditional implements Serializable {

        private static final long serialVersionUID = 1;

        private final List<Integer> tokens = new CopyOnWriteArrayList<>();

        void onToken(@Observes(notifyObserver = Reception.IF_EXISTS) @StreamListening Token token) {
            tokens.add(token.index());
        }

        List<Integer> tokens() {
            return List.copyOf(tokens);
        }
    }

    /** A look-up at run time: the deployment does not show that an observer needs this bean. */
    @SessionScoped
    static class LookedUp implements Serializable {

        private static final long serialVersionUID = 1;

        private final List<Integer> tokens = new CopyOnWriteArrayList<>();

        void add(Token token) {
            tokens.add(token.index());
        }

        List<Integer> tokens() {
            return List.copyOf(tokens);
        }
    }

    /** Looks it up for each message of the listener "late". */
    @ApplicationScoped
    static class Searcher {

        @Inject
        private Instance<LookedUp> found;

        void onToken(@Observes @StreamListening("late") Token token) {
            found.get().add(token);
        }
    }
}
