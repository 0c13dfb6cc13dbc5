export const zhViews = {};
