// Unpacks the browser that a package brings below the folder that TMPDIR names. A process of its own, since the package
// asks the environment where to unpack and whether its own libraries are wanted, and changes the environment.
import chromium from '@sparticuz/chromium';

await chromium.executablePath();
