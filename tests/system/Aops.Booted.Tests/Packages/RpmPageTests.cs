namespace Aops.Booted.Tests.Packages;

public sealed class RpmPageTests(PackageSite site) : PagePackageTests(site, new RpmPackager());
