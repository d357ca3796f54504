package org.streamlistening.it;

import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.faces.push.Push;
import jakarta.faces.push.PushContext;
import jakarta.inject.Inject;
import java.io.Serializable;
import org.streamlistening.StreamListening;

/** Pushes to the pages of its own session. */
@SessionScoped
public class News implements Serializable {

    private static final long serialVersionUID = 1;

    @Inject
    @Push
    private PushContext news;

    void onToken(@Observes @StreamListening Token token) {
        news.send(token.index());
    }
}
