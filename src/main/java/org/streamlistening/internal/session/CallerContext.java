package org.streamlistening.internal.session;

import java.security.Principal;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The session, the container context and the caller of a request, for deliveries on other threads.
 *
 * @param beans the beans of its session
 * @param context runs a task on the calling thread, before it returns, with class loader, JNDI and security of the
 *     request
 * @param principal the authenticated caller; null without authentication
 */
public record CallerContext(
        SessionBeans beans, Executor context, @Nullable Principal principal) {

    /** The same caller, with the later capture of these beans and its own. */
    CallerContext with(SessionBeans others) {
        return new CallerContext(beans.orLater(others), context, principal);
    }
}
