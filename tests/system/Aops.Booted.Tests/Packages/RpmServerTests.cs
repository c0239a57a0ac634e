namespace Aops.Booted.Tests.Packages;

public sealed class RpmServerTests(PackageSite site) : ServerPackageTests(site, new RpmPackager());
