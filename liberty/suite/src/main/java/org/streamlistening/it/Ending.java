package org.streamlistening.it;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;

/** Lets the observer of a session that ends return a while after that began. */
@WebListener
public class Ending implements HttpSessionListener {

    @Inject
    private Visits visits;

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        if (event.getSession().getAttribute("name") instanceof String name) {
            visits.releaseLater(name);
        }
    }
}
