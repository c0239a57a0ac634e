namespace Aops.Booted.Tests.Packages;

public sealed class DebServerTests(PackageSite site) : ServerPackageTests(site, new DebPackager());
