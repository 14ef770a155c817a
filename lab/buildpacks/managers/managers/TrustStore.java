import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;

/** Writes the certificates of a PEM file into a key store, because Java does not read PEM files. */
public class TrustStore {
  public static void main(String[] paths) throws Exception {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (var pem = new FileInputStream(paths[0]); var output = new FileOutputStream(paths[1])) {
      for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        store.setCertificateEntry("certificate-" + store.size(), certificate);
      }
      store.store(output, "changeit".toCharArray());
    }
  }
}
