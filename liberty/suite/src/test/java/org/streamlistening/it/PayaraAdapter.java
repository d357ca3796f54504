package org.streamlistening.it;

import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.core.spi.LoadableExtension;

/**
 * Registers {@link PayaraContainer} with Arquillian. The adapter of Payara's authors starts a server for each
 * deployment; this one starts one for all.
 */
public final class PayaraAdapter implements LoadableExtension {

    /** For Arquillian. */
    public PayaraAdapter() {}

    @Override
    public void register(ExtensionBuilder builder) {
        builder.service(DeployableContainer.class, PayaraContainer.class);
    }
}
