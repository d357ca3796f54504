package org.streamlistening.it;

import jakarta.inject.Inject;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.annotation.WebListener;

/** Counts the HTTP requests of its application, of every path. */
@WebListener
public class RequestCounter implements ServletRequestListener {

    @Inject
    private RequestCount requests;

    @Override
    public void requestInitialized(ServletRequestEvent event) {
        requests.requestArrived();
    }
}
