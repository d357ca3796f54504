package org.streamlistening.internal.session;

import java.security.Principal;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a delivery takes along from the request that caused it.
 *
 * @param beans the beans of its session
 * @param context runs a task on any thread, with class loader, JNDI and security of this one
 * @param principal the authenticated caller; null without authentication
 */
public record CallerContext(
        SessionBeans beans, Executor context, @Nullable Principal principal) {

    /** The same caller, with the beans that were looked up later. */
    CallerContext with(SessionBeans others) {
        return new CallerContext(beans.orLater(others), context, principal);
    }
}
