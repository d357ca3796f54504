package org.streamlistening.internal.session;

import java.security.Principal;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a request thread knows that asks for something to be delivered.
 *
 * @param beans those of its session
 * @param context runs a task on any thread, with class loader, JNDI and security of this one
 * @param principal who has logged in; null if nobody
 */
public record CallerContext(
        SessionBeans beans, Executor context, @Nullable Principal principal) {

    /** The same caller, with the beans that were looked up later. */
    CallerContext with(SessionBeans others) {
        return new CallerContext(beans.orLater(others), context, principal);
    }
}
