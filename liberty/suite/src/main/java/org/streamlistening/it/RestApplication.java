package org.streamlistening.it;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** An application with a REST resource: on Payara, the health checks of its libraries are found. */
@ApplicationPath("rest")
public class RestApplication extends Application {

    /** The resource. */
    @Path("hello")
    public static class Hello {

        /** Returns a greeting. */
        @GET
        public String hello() {
            return "hello";
        }
    }

    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(Hello.class);
    }
}
