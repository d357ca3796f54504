package org.streamlistening.it;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Vetoed;
import jakarta.inject.Inject;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.streamlistening.StreamListening;

/** A session bean that comes from a producer method, filled by an observer on a dependent bean. */
@Vetoed
public class Basket implements Serializable {

    private static final long serialVersionUID = 1;

    private final List<Integer> tokens = new CopyOnWriteArrayList<>();

    void add(Token token) {
        tokens.add(token.index());
    }

    List<Integer> tokens() {
        return List.copyOf(tokens);
    }

    /** Produces the basket, once per session. */
    @Dependent
    static class Producer {

        @Produces
        @SessionScoped
        Basket basket() {
            return new Basket();
        }
    }

    /** A new instance for each event, which injects the basket of the session. */
    @Dependent
    static class Filler {

        @Inject
        private Basket basket;

        void onToken(@Observes @StreamListening Token token) {
            basket.add(token);
        }
    }
}
