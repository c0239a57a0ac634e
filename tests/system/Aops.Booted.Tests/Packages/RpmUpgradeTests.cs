namespace Aops.Booted.Tests.Packages;

public sealed class RpmUpgradeTests(PackageSite site) : UpgradePackageTests(site, new RpmPackager());
