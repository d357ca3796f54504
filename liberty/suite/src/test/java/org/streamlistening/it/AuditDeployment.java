package org.streamlistening.it;

import java.nio.file.Path;
import java.util.UUID;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** An application that consumes a stream in the background, and the file with what it received. */
final class AuditDeployment {

    private AuditDeployment() {}

    /** A file that does not exist yet. */
    static DeliveryFile file() {
        return new DeliveryFile(Path.of(System.getProperty("suite.store") + "-audit-" + UUID.randomUUID()));
    }

    static WebArchive war(String name, String configuration, DeliveryFile file) {
        return Deployments.application(name, configuration)
                .addAsResource(new StringAsset(file.path().toString()), DeliveryFile.RESOURCE)
                .addClasses(Token.class, DeliveryFile.class, RequestCount.class, RequestCounter.class)
                .addClasses(Audit.class, AuditServlet.class)
                .addClasses(Audit.class.getDeclaredClasses());
    }
}
