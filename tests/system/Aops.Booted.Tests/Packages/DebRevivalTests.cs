namespace Aops.Booted.Tests.Packages;

public sealed class DebRevivalTests(PackageSite site) : RevivalPackageTests(site, new DebPackager());
