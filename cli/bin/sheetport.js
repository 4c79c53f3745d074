#!/usr/bin/env node
// npm links what is there when it installs, which is before the build.
import '../dist/bundle.js';
