package org.streamlistening.internal.cdi;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import java.io.Serializable;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamStatusChanged;

/** A top-level class, because another class loader defines it. */
@SessionScoped
public class OfTheRightWar implements Serializable {

    private static final long serialVersionUID = 1;

    @PostConstruct
    void created() {
        WarBeans.CREATED.add("right");
    }

    void onStatus(@Observes @StreamListening StreamStatusChanged change) {
        WarBeans.OBSERVED.add("right: " + change.streamId());
    }
}
