namespace Aops.Booted.Tests.Packages;

public sealed class DebUpgradeTests(PackageSite site) : UpgradePackageTests(site, new DebPackager());
